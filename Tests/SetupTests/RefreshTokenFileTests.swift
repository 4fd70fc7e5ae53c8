import CallModel
import ConnectorHTTP
import Foundation
import TestSupport
import Testing

@testable import Setup

@Suite("Refresh tokens in files", .timeLimit(.minutes(5)))
final class RefreshTokenFileTests: Sendable {
    private let root = FileManager.default.temporaryDirectory.appending(path: "refresh-\(UUID().uuidString)").path
    private let time = MachineTime()
    private let acme = ConnectorID("acme")!

    private var folder: String { self.root + "/tokens" }
    private var keyPath: String { self.root + "/tokens.key" }

    init() throws {
        try FileManager.default.createDirectory(atPath: self.root, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: self.folder)
        try? FileManager.default.removeItem(atPath: self.root)
    }

    private func file(_ connector: ConnectorID? = nil) -> RefreshTokenFile {
        RefreshTokenFile(of: connector ?? self.acme, in: self.folder, keyPath: self.keyPath, time: self.time)
    }

    /// Shows the token and perhaps replaces it; how that ends.
    private func shown(_ file: RefreshTokenFile, rotate: String? = nil) async -> Result<String, RefreshTokenFailure> {
        do throws(RefreshTokenFailure) {
            let end = self.time.monotonicNow() + .seconds(5)
            return .success(try await file.exchange(until: end) { ($0.revealed(), rotate.map { Sensitive($0) }) })
        } catch {
            return .failure(error)
        }
    }

    @Test("What is put is there for whoever opens the file next, only this user can read it, and not as it is")
    func durable() async throws {
        #expect(await self.shown(self.file()) == .failure(.missing))
        #expect(try await self.file().put(Sensitive("first-canary")))
        #expect(await self.shown(self.file()) == .success("first-canary"))
        for path in [self.file().path, self.keyPath] {
            let attributes = try FileManager.default.attributesOfItem(atPath: path)
            #expect(attributes[.posixPermissions] as? Int == 0o600)
        }
        let folder = try FileManager.default.attributesOfItem(atPath: self.folder)
        #expect(folder[.posixPermissions] as? Int == 0o700)
        let bytes = try #require(FileManager.default.contents(atPath: self.file().path))
        #expect(bytes.range(of: Data("canary".utf8)) == nil)
    }

    @Test("A new token takes the old one's place before the exchange returns")
    func rotation() async throws {
        let file = self.file()
        #expect(try await file.put(Sensitive("first")))
        #expect(await self.shown(file, rotate: "second") == .success("first"))
        #expect(await self.shown(self.file()) == .success("second"))
        #expect(file.trouble == nil)
    }

    @Test("A new token that can't be written is used all the same, said to be in danger, and written as soon as that can be")
    func unwritable() async throws {
        let file = self.file()
        #expect(try await file.put(Sensitive("first")))
        let obstacle = file.path + ".new"
        try FileManager.default.createDirectory(atPath: obstacle + "/x", withIntermediateDirectories: true)
        #expect(await self.shown(file, rotate: "second") == .success("first"))
        #expect(file.trouble?.contains("can't be written") == true && file.trouble?.contains("second") == false)
        #expect(await self.shown(file, rotate: "third") == .success("second"))
        try FileManager.default.removeItem(atPath: obstacle)
        #expect(await self.shown(file) == .success("third"))
        #expect(file.trouble == nil)
        #expect(await self.shown(self.file()) == .success("third"))
    }

    @Test("One that was got meanwhile goes before a token that can't be written")
    func newerInFile() async throws {
        let file = self.file()
        #expect(try await file.put(Sensitive("first")))
        let obstacle = file.path + ".new"
        try FileManager.default.createDirectory(atPath: obstacle + "/x", withIntermediateDirectories: true)
        #expect(await self.shown(file, rotate: "second") == .success("first"))
        try FileManager.default.removeItem(atPath: obstacle)
        #expect(try await self.file().put(Sensitive("signed in anew")))
        #expect(await self.shown(file) == .success("signed in anew"))
        #expect(file.trouble == nil)
    }

    @Test("Another connector's file, another key and a damaged file open nothing")
    func sealed() async throws {
        #expect(try await self.file().put(Sensitive("first")))
        let other = try #require(ConnectorID("other"))
        try FileManager.default.copyItem(atPath: self.file().path, toPath: self.file(other).path)
        #expect(await self.shown(self.file(other)) == .failure(.unreadable))
        let key = try #require(FileManager.default.contents(atPath: self.keyPath))
        try Data((0..<32).map { UInt8($0) }).write(to: URL(filePath: self.keyPath))
        #expect(await self.shown(self.file()) == .failure(.unreadable))
        try key.write(to: URL(filePath: self.keyPath))
        #expect(await self.shown(self.file()) == .success("first"))
        try Data("damaged".utf8).write(to: URL(filePath: self.file().path))
        #expect(await self.shown(self.file()) == .failure(.unreadable))
    }

    @Test("One shows the token at a time, whichever object of whichever process")
    func oneAtATime() async throws {
        #expect(try await self.file().put(Sensitive("0")))
        let gauge = Gauge()
        try await race(8, steps: 10) { _ in
            let end = self.time.monotonicNow() + .seconds(120)
            try await self.file().exchange(until: end) { token in
                gauge.enter()
                await Task.yield()
                gauge.leave()
                return ((), Sensitive(String((Int(token.revealed()) ?? 0) + 1)))
            }
        }
        #expect(gauge.most == 1)
        #expect(await self.shown(self.file()) == .success("80"))
    }

    @Test("Who waits for another too long is told so")
    func busy() async throws {
        #expect(try await self.file().put(Sensitive("first")))
        let end = self.time.monotonicNow() + .seconds(60)
        let inner = try await self.file().exchange(until: end) { _ in
            do throws(RefreshTokenFailure) {
                return (
                    try await self.file().exchange(until: self.time.monotonicNow() + .milliseconds(50)) { _ in ("", nil) }, nil
                )
            } catch {
                return ("\(error)", nil)
            }
        }
        #expect(inner == "busy")
    }
}
