import CallModel
import Foundation
import Journal
import Testing

@Suite("D20 A journal whose file is not where it was")
final class JournalPlaceTests {
    private static let at = WallTime(milliseconds: 1_795_255_200_000)
    private let folder = FileManager.default.temporaryDirectory.appending(path: "place-\(UUID())").path
    private var path: String { self.folder + "/journal.sqlite" }
    private var elsewhere: String { self.folder + "/elsewhere.sqlite" }

    init() throws {
        try FileManager.default.createDirectory(atPath: self.folder, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: self.folder)
    }

    private static func session(_ id: String) -> JournalEntry {
        let event = CallEvent(id: "e-1", type: .queued, at: Self.at, direction: .inbound, service: "support")
        return .session(
            SessionDelta(
                id: id, service: "support", direction: .inbound, events: [event], lastReceivedAt: Self.at, startedAt: Self.at,
                isLive: true))
    }

    @Test("Moved away: refused, nothing is kept of it; put back: taken")
    func moved() async throws {
        let journal = try SQLiteJournal(path: self.path)
        try await journal.commit([Self.session("c-1")])
        try await journal.verify()
        try FileManager.default.moveItem(atPath: self.path, toPath: self.elsewhere)
        await #expect(throws: JournalError.unavailable(.moved)) { try await journal.commit([Self.session("c-2")]) }
        await #expect(throws: JournalError.unavailable(.moved)) { try await journal.verify() }
        // What is read is as good as ever.
        #expect(try await journal.session("c-1") != nil)
        // Readers that opened the file now would read this one.
        #expect(FileManager.default.createFile(atPath: self.path, contents: Data("another file".utf8)))
        try await withThrowingTaskGroup(of: SessionRecord?.self) { group in
            for _ in 0..<20 { group.addTask { try await journal.session("c-1") } }
            for try await session in group { #expect(session != nil) }
        }
        try FileManager.default.removeItem(atPath: self.path)
        try FileManager.default.moveItem(atPath: self.elsewhere, toPath: self.path)
        try await journal.verify()
        try await journal.commit([Self.session("c-3")])
        journal.close()
        let again = try SQLiteJournal(path: self.path)
        #expect(try await again.start().liveSessions.map(\.id) == ["c-1", "c-3"])
    }

    @Test("What was acknowledged goes with the file that is moved, though its log stays behind")
    func taken() async throws {
        let journal = try SQLiteJournal(path: self.path)
        try await journal.commit([Self.session("c-1")])
        try FileManager.default.moveItem(atPath: self.path, toPath: self.elsewhere)
        await #expect(throws: JournalError.unavailable(.moved)) { try await journal.verify() }
        let moved = try SQLiteJournal(path: self.elsewhere)
        #expect(try await moved.session("c-1") != nil)
        withExtendedLifetime(journal) {}
    }

    @Test("Another file in its place, a missing log, a missing folder: likewise", arguments: ["replaced", "log", "folder"])
    func kinds(_ kind: String) async throws {
        let journal = try SQLiteJournal(path: self.path)
        try await journal.commit([Self.session("c-1")])
        switch kind {
        case "replaced":
            let copy = try Data(contentsOf: URL(filePath: self.path))
            try FileManager.default.removeItem(atPath: self.path)
            try copy.write(to: URL(filePath: self.path))
        case "log": try FileManager.default.removeItem(atPath: self.path + "-wal")
        default: try FileManager.default.moveItem(atPath: self.folder, toPath: self.folder + "-gone")
        }
        defer { try? FileManager.default.removeItem(atPath: self.folder + "-gone") }
        await #expect(throws: JournalError.unavailable(.moved)) { try await journal.commit([Self.session("c-2")]) }
    }
}
