import CallModel
import Journal
import Waiting

@testable import Sessions

/// A journal in memory that fails, or keeps its writers waiting, when the test says so.
final class FailingJournal: Journal, SessionArchive {
    private struct State {
        var writing: JournalError?
        var reading: JournalError?
        var place: JournalError?
        var isHolding = false
        var held: [CheckedContinuation<Void, Never>] = []
        var sizes: [Int] = []
        var begun = 0
    }

    private let inner = InMemoryJournal()
    private let state = Lock(State())

    /// How many entries each transaction had that was written.
    var sizes: [Int] { self.state.withLock(\.sizes) }

    /// What writing comes to from now on; `nil` succeeds.
    func fails(_ error: JournalError?) { self.state.withLock { $0.writing = error } }

    /// What reading comes to from now on; `nil` succeeds.
    func failsReading(_ error: JournalError?) { self.state.withLock { $0.reading = error } }

    /// What looking for its place comes to from now on; `nil` finds it.
    func isMoved(_ error: JournalError?) { self.state.withLock { $0.place = error } }

    /// Keeps writers waiting from now on.
    func hold() { self.state.withLock { $0.isHolding = true } }

    func release() {
        let held = self.state.withLock { state in
            state.isHolding = false
            defer { state.held = [] }
            return state.held
        }
        for continuation in held { continuation.resume() }
    }

    /// Waits until so many transactions were begun.
    func waitForTransactions(_ count: Int) async {
        while self.state.withLock({ $0.begun }) < count { await Task.yield() }
    }

    /// A session as it was written.
    func kept(_ id: String) async throws -> CallSession? { try await self.inner.session(id).map { CallSession($0) } }

    /// Tags of service `support` that were written, with their uses.
    func keptTags() async throws -> [TagCount] { try await self.inner.tags(of: "support", beginning: "", limit: 100) }

    /// Tags that come back when a caller of service `support` calls again.
    func recalled(_ digest: [UInt8]) async throws -> [String] {
        try await self.inner.recalled(digest: digest, service: "support", limit: 100).map(\.text)
    }

    /// The events that wait for their calls, by their ids, as they were written.
    func waiting() async throws -> [String] { try await self.inner.start().earlyEvents.map(\.id.event) }

    /// Writes what is to be there from before.
    func keep(_ sessions: CallSession...) async throws {
        try await self.inner.commit(sessions.map { .session($0.delta(since: nil)) })
    }

    /// Writes that a user has switched services off before.
    func keepInactive(_ services: Set<String>, of user: String) async throws {
        try await self.inner.commit([.inactive(user: user, services: services, at: .at(0))])
    }

    func commit(_ entries: [JournalEntry]) async throws(JournalError) {
        await withCheckedContinuation { continuation in
            let goesOn = self.state.withLock { state in
                state.begun += 1
                if state.isHolding { state.held.append(continuation) }
                return !state.isHolding
            }
            if goesOn { continuation.resume() }
        }
        if let error = self.state.withLock(\.writing) { throw error }
        try await self.inner.commit(entries)
        self.state.withLock { $0.sizes.append(entries.count) }
    }

    func verify() async throws(JournalError) {
        if let error = self.state.withLock(\.place) { throw error }
    }

    func start() async throws(JournalError) -> JournalSnapshot { try await self.inner.start() }

    func session(_ id: String) async throws(JournalError) -> SessionRecord? {
        try self.mayRead()
        return try await self.inner.session(id)
    }

    func listed(_ query: ListingQuery) async throws(JournalError) -> [SessionRecord] {
        try self.mayRead()
        return try await self.inner.listed(query)
    }

    func started(_ query: ReportQuery) async throws(JournalError) -> [SessionRecord] {
        try self.mayRead()
        return try await self.inner.started(query)
    }

    func pastCount(before time: WallTime) async throws(JournalError) -> Int {
        try self.mayRead()
        return try await self.inner.pastCount(before: time)
    }

    private func mayRead() throws(JournalError) {
        if let error = self.state.withLock(\.reading) { throw error }
    }
}
