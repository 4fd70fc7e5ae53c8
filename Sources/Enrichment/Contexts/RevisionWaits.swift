internal import CallModel
internal import Metrics
internal import Waiting

/// Why a call may not wait. No case tells whose call it was.
package enum WaitRefusal: String, Error, Hashable, CaseIterable, Sendable {
    /// All slots are taken.
    case full
    /// The key that asks has all the slots that one key may have.
    case share

    /// The label in metrics.
    package var label: String { self.rawValue }
}

/// Calls that wait for a session's next revision, in slots of their own: no lookup ever lacks one for them.
///
/// A wait ends with a new revision, at its deadline, when its task is cancelled (its client has left), or when the server stops;
/// whatever ends it, nothing of it is left here.
final class RevisionWaits: Sendable {
    private struct State {
        /// The waiting calls by session; thousands may wait for one, and each leaves by itself.
        var waiters: [String: [ObjectIdentifier: RevisionWaiter]] = [:]
        var slots: SharedSlots
        var isClosed = false

        mutating func remove(_ waiter: RevisionWaiter, of session: String) {
            self.waiters[session]?[ObjectIdentifier(waiter)] = nil
            if self.waiters[session]?.isEmpty == true { self.waiters[session] = nil }
        }
    }

    private let state: Lock<State>
    private let time: any TimeSource
    private let refused = Dictionary(
        uniqueKeysWithValues: WaitRefusal.allCases.map {
            ($0, Counter(label: "callcard_context_waits_refused_total", dimensions: [("reason", $0.label)]))
        })

    /// - Parameters:
    ///   - limit: Most calls that wait at once.
    ///   - share: Most of them for one key.
    init(time: any TimeSource, limit: Int, share: Int) {
        self.time = time
        self.state = Lock(State(slots: SharedSlots(limit: limit, share: share)))
    }

    /// Calls that wait.
    var count: Int { self.state.withLock(\.slots.taken) }

    /// Sessions that are waited for.
    var sessions: Int { self.state.withLock(\.waiters.count) }

    /// Returns once ``resume(at:of:)`` names a revision above `revision`, at `deadline`, or when the calling task is cancelled.
    ///
    /// - Parameters:
    ///   - key: The key to whose share the slot counts.
    ///   - isThere: Whether the revision came before the wait began; asked once, after the slot was taken.
    func wait(
        for session: String, above revision: Int, as key: String, until deadline: MonotonicTime, unless isThere: () -> Bool
    ) async throws(WaitRefusal) {
        let waiter = RevisionWaiter(above: revision)
        guard try self.enter(waiter, session, key) else { return }
        defer {
            self.state.withLock { state in
                state.remove(waiter, of: session)
                state.slots.leave(key)
            }
        }
        guard !isThere() else { return }
        await withTaskGroup { group in
            group.addTask {
                // Wakes at the deadline, and when the task is cancelled.
                try? await self.time.sleep(until: deadline)
                waiter.isOver.set(())
            }
            await waiter.isOver.value()
            group.cancelAll()
        }
    }

    /// Resumes those that wait for a revision of the session below this one.
    func resume(at revision: Int, of session: String) {
        let due = self.state.withLock { state -> [RevisionWaiter] in
            guard let waiting = state.waiters[session] else { return [] }
            let left = waiting.filter { $0.value.revision >= revision }
            state.waiters[session] = left.isEmpty ? nil : left
            return waiting.values.filter { $0.revision < revision }
        }
        for waiter in due { waiter.isOver.set(()) }
    }

    /// Ends all waits; from now on no call waits.
    func close() {
        let waiters = self.state.withLock { state in
            state.isClosed = true
            defer { state.waiters = [:] }
            return state.waiters.values.flatMap(\.values)
        }
        for waiter in waiters { waiter.isOver.set(()) }
    }

    /// - Returns: Whether there is anything to wait for: not once the server stops.
    private func enter(_ waiter: RevisionWaiter, _ session: String, _ key: String) throws(WaitRefusal) -> Bool {
        do throws(WaitRefusal) {
            return try self.state.withLock { state throws(WaitRefusal) in
                guard !state.isClosed else { return false }
                try state.slots.enter(key)
                state.waiters[session, default: [:]][ObjectIdentifier(waiter)] = waiter
                return true
            }
        } catch {
            self.refused[error]?.increment()
            throw error
        }
    }
}

/// One call that waits for a session's next revision.
private final class RevisionWaiter: Sendable {
    /// Any revision above this one is a new one.
    let revision: Int
    /// Set once there is nothing to wait for any more.
    let isOver = OneShot<Void>()

    init(above revision: Int) {
        self.revision = revision
    }
}

/// A number of slots for the calls of many keys: limited in all, and for each key, so that one key leaves room for the others.
struct SharedSlots: Sendable {
    /// The maximum number of slots taken at once.
    let limit: Int
    /// The maximum number of slots for one key.
    let share: Int
    private(set) var taken = 0
    /// The slots that each key has taken; keys without any are left out.
    private(set) var takenByKey: [String: Int] = [:]

    init(limit: Int, share: Int) {
        self.limit = limit
        self.share = share
    }

    /// Takes a slot. Each one must be given back once, by ``leave(_:)``.
    mutating func enter(_ key: String) throws(WaitRefusal) {
        let own = self.takenByKey[key] ?? 0
        guard own < self.share else { throw .share }
        guard self.taken < self.limit else { throw .full }
        self.taken += 1
        self.takenByKey[key] = own + 1
    }

    /// Gives a slot back.
    mutating func leave(_ key: String) {
        guard let own = self.takenByKey[key] else { return }
        self.taken -= 1
        self.takenByKey[key] = own > 1 ? own - 1 : nil
    }
}
