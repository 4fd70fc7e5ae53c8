internal import CallModel
internal import Metrics
internal import Synchronization

/// The engine's postponed lookups, and the signal that there are some.
final class PostponedStore: Sendable {
    /// Why a lookup was given up.
    enum Reason: String, CaseIterable {
        /// Too many were postponed already.
        case full
        /// It could not start within ten seconds.
        case late
    }

    /// Comes after a lookup was postponed; for one reader.
    let signal: AsyncStream<Void>
    private let ring: AsyncStream<Void>.Continuation
    private let state: Mutex<PostponedLookups>
    private let shed = Dictionary(
        uniqueKeysWithValues: Reason.allCases.map {
            ($0, Counter(label: "callcard_lookups_shed_total", dimensions: [("reason", $0.rawValue)]))
        })

    /// - Parameter limit: Most lookups that are postponed at once.
    init(limit: Int) {
        (self.signal, self.ring) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
        self.state = Mutex(PostponedLookups(limit: limit))
    }

    var count: Int { self.state.withLock(\.count) }
    var nextRound: MonotonicTime? { self.state.withLock(\.nextRound) }

    func add(_ request: LookupRequest, of session: String, lookup: UInt64, at now: MonotonicTime) -> Bool {
        guard self.state.withLock({ $0.add(request, of: session, lookup: lookup, at: now) }) else { return false }
        self.ring.yield()
        return true
    }

    /// Removes a session's lookup, or only the one with this number, and tells whether there was one.
    @discardableResult
    func remove(_ session: String, lookup: UInt64? = nil) -> Bool {
        self.state.withLock { $0.count > 0 && $0.remove(session, lookup: lookup) }
    }

    func forget(_ number: NumberKey) -> Int {
        self.state.withLock { $0.forget(number) }
    }

    /// Begins a round: what is over, which is removed, and what is to be tried, the oldest first.
    func beginRound(at now: MonotonicTime) -> (over: [PostponedLookups.Entry], left: [PostponedLookups.Entry]) {
        self.state.withLock { state in
            let over = state.takeOver(at: now)
            return (over, state.inOrder)
        }
    }

    func endRound(started: Int, at now: MonotonicTime) {
        self.state.withLock { $0.endRound(started: started, at: now) }
    }

    func countShed(_ reason: Reason) {
        self.shed[reason]?.increment()
    }
}
