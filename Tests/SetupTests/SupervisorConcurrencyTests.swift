import AddressBooks
import CallModel
import Foundation
import Logging
import TestSupport
import Testing

@testable import Setup

@Suite("Parts that are replaced while they are supervised", .timeLimit(.minutes(5)))
struct SupervisorConcurrencyTests {
    /// No text is a number.
    private struct NoNumbers: NumberIndexer {
        func key(of _: UnsafeRawBufferPointer, region _: Region?) -> NumberKey? { nil }
        func plan(of _: NumberKey) -> NumberPlan? { nil }
    }

    private let time = ManualTime()

    private func book(in folder: URL) throws -> APIAddressBook {
        let path = folder.appending(path: "\(UUID()).json").path
        let options = APIAddressBookOptions(id: try #require(ConnectorID("pushed")), path: path)
        return APIAddressBook(options, numbers: NoNumbers(), time: self.time)
    }

    @Test("Those of before are let go of, those of now are supervised, each once, and saved at the stop")
    func replacing() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "supervisor-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let supervisor = Supervisor(
            SupervisedParts(), interval: .seconds(2), time: self.time, logger: Logger(label: "tests"))
        let running = Task { await supervisor.run() }
        try await race(8, steps: 20) { racer in
            var parts = SupervisedParts()
            parts.apiBooks = try (0...racer.below(3)).map { _ in try self.book(in: folder) }
            supervisor.replace(with: parts)
            #expect((1...3).contains(supervisor.parts.apiBooks.count))
        }
        // A book that is supervised sleeps until its next save, and the supervisor until it looks again whether all are well.
        let books = supervisor.parts.apiBooks
        while self.time.sleepers != books.count + 1 { await Task.yield() }
        let contact = BookContact(id: "1", json: Array(#"{"externalId":"1","firstName":"Anna"}"#.utf8))
        for book in books { #expect(book.put([contact], addsNew: true) == [.added]) }
        running.cancel()
        await running.value
        while self.time.sleepers > 0 { await Task.yield() }
        for book in books {
            let copy = APIAddressBook(book.options, numbers: NoNumbers(), time: self.time)
            try await copy.load()
            #expect(copy.contactCount == 1)
        }
    }
}
