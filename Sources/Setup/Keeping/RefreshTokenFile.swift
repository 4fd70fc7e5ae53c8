package import CallModel
internal import ConfigurationFile
package import ConnectorHTTP
internal import Crypto
internal import Foundation
internal import Glibc
internal import PrivateFiles
internal import Waiting

/// A connector's refresh token in a file, encrypted with AES-256-GCM (NIST SP 800-38D) under a key file and bound to the
/// connector. Only this user can read it (mode 0600).
///
/// A lock on a file beside it keeps other connectors, of a configuration that is being replaced, and other processes from showing the
/// same token at the same time: a provider that sees one twice may take back all.
package final class RefreshTokenFile: RefreshTokenStore {
    package let connector: ConnectorID
    /// The file's path.
    package let path: String
    private let keyPath: String
    private let time: any TimeSource
    private let unwritten = Lock<Unwritten?>(nil)

    /// A token that the provider gave and that could not be written.
    private struct Unwritten: Sendable, Redacted {
        let token: Sensitive<String>
        /// The one in the file, which is good no more.
        let replaced: Sensitive<String>?
    }

    /// The pause between two looks at a lock that another holds.
    private static let pause = Duration.milliseconds(20)

    /// - Parameters:
    ///   - folder: Holds the files of all connectors; made with the first of them.
    ///   - keyPath: The file of the key; made with the first token.
    package init(of connector: ConnectorID, in folder: String, keyPath: String, time: any TimeSource) {
        self.connector = connector
        self.path = RefreshTokenPlace.path(of: connector, in: folder)
        self.keyPath = keyPath
        self.time = time
    }

    /// Whether there is a token, good or not.
    package var isThere: Bool { access(self.path, F_OK) == 0 }

    package var trouble: String? {
        guard self.unwritten.withLock({ $0 != nil }) else { return nil }
        return "its new refresh token can't be written to \(self.path): mend that, or sign in again after the next restart"
    }

    package func exchange<Value: Sendable>(
        until end: MonotonicTime, _ exchange: @Sendable (Sensitive<String>) async -> (value: Value, rotated: Sensitive<String>?)
    ) async throws(RefreshTokenFailure) -> Value {
        let lock = try await self.lock(until: end)
        defer { lock.release() }
        let inFile = try self.read()
        let unwritten = self.unwritten(inFile)
        guard let token = unwritten?.token ?? inFile else { throw .missing }
        let (value, rotated) = await exchange(token)
        let next = rotated ?? token
        guard next.revealed() != inFile?.revealed() else { return value }
        let isWritten = await self.write(next)
        self.unwritten.withLock { $0 = isWritten ? nil : Unwritten(token: next, replaced: inFile) }
        return value
    }

    /// The token that waits to be written; `nil` also where another process has put a newer one into the file meanwhile.
    private func unwritten(_ inFile: Sensitive<String>?) -> Unwritten? {
        self.unwritten.withLock { unwritten in
            if let inFile, let waiting = unwritten, inFile.revealed() != waiting.replaced?.revealed() { unwritten = nil }
            return unwritten
        }
    }

    /// Keeps a token, durably.
    ///
    /// - Returns: Whether it could be written.
    package func put(_ token: Sensitive<String>) async throws(RefreshTokenFailure) -> Bool {
        let lock = try await self.lock(until: self.time.monotonicNow() + .seconds(10))
        defer { lock.release() }
        self.unwritten.withLock { $0 = nil }
        return await self.write(token)
    }

    private func lock(until end: MonotonicTime) async throws(RefreshTokenFailure) -> FileLock {
        // A folder that can't be made or written to is no reason not to use the token in it.
        _ = PrivateFile.makeFolder((self.path as NSString).deletingLastPathComponent)
        while true {
            switch FileLock.take(self.path + ".lock") {
            case .taken(let lock): return lock
            case .refused: return .absent
            case .held:
                guard self.time.monotonicNow() + Self.pause < end,
                    (try? await self.time.sleep(until: self.time.monotonicNow() + Self.pause)) != nil
                else { throw .busy }
            }
        }
    }
}

extension RefreshTokenFile {
    private var place: Data { Data("callcard refresh token \(self.connector)".utf8) }

    /// The token in the file; `nil` where there is no file.
    private func read() throws(RefreshTokenFailure) -> Sensitive<String>? {
        guard self.isThere else { return nil }
        guard let sealed = FileManager.default.contents(atPath: self.path), sealed.count <= 64 << 10,
            let key = SealKeyFile(path: self.keyPath).key, let box = try? AES.GCM.SealedBox(combined: sealed),
            let data = try? AES.GCM.open(box, using: SymmetricKey(data: key.revealed()), authenticating: self.place),
            let text = String(validating: data, as: UTF8.self)
        else { throw .unreadable }
        return Sensitive(text)
    }

    /// Writes the token to the file, which is on the disk when this returns.
    private func write(_ token: Sensitive<String>) async -> Bool {
        let (path, keyPath, place) = (self.path, self.keyPath, self.place)
        // The disk may take its time.
        return await DedicatedThread.run {
            guard let key = try? SealKeyFile(path: keyPath).madeKey(),
                let box = try? AES.GCM.seal(
                    Data(token.revealed().utf8), using: SymmetricKey(data: key.revealed()), authenticating: place),
                let sealed = box.combined
            else { return false }
            return PrivateFile.replace(path, with: Array(sealed))
        }
    }
}
