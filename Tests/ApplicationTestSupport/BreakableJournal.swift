package import CallModel
internal import Journal
internal import Waiting

/// A journal in memory that stops taking and giving anything when the test says so.
package final class BreakableJournal: CallJournal {
    private let base = InMemoryJournal()
    private let failure = Lock<JournalError?>(nil)

    /// A journal that works.
    package init() {}

    /// Breaks it, or mends it with `nil`.
    package func fail(with error: JournalError?) {
        self.failure.withLock { $0 = error }
    }

    package func commit(_ entries: [JournalEntry]) async throws(JournalError) {
        try self.check()
        try await self.base.commit(entries)
    }

    package func verify() async throws(JournalError) { try self.check() }

    package func start() async throws(JournalError) -> JournalSnapshot {
        try self.check()
        return try await self.base.start()
    }

    package func session(_ id: String) async throws(JournalError) -> SessionRecord? {
        try self.check()
        return try await self.base.session(id)
    }

    package func listed(_ query: ListingQuery) async throws(JournalError) -> [SessionRecord] {
        try self.check()
        return try await self.base.listed(query)
    }

    package func started(_ query: ReportQuery) async throws(JournalError) -> [SessionRecord] {
        try self.check()
        return try await self.base.started(query)
    }

    package func pastCount(before time: WallTime) async throws(JournalError) -> Int {
        try self.check()
        return try await self.base.pastCount(before: time)
    }

    package func tags(of service: String, beginning prefix: String, limit: Int) async throws(JournalError) -> [TagCount] {
        try self.check()
        return try await self.base.tags(of: service, beginning: prefix, limit: limit)
    }

    package func recalled(digest: [UInt8], service: String, limit: Int) async throws(JournalError) -> [RecalledTag] {
        try self.check()
        return try await self.base.recalled(digest: digest, service: service, limit: limit)
    }

    package func recalledCount(digest: [UInt8], within scope: ServiceScope) async throws(JournalError) -> Int {
        try self.check()
        return try await self.base.recalledCount(digest: digest, within: scope)
    }

    private func check() throws(JournalError) {
        if let failure = self.failure.withLock(\.self) { throw failure }
    }
}
