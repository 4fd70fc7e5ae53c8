internal import CallModel
internal import Metrics
internal import Waiting

/// Why a call may not wait. No case tells whose call it was.
package enum WaitRefusal: String, Error, Hashable, CaseIterable, Sendable {
    /// All slots are taken, and no key has more than this one would have.
    case full
    /// The key that asks has all the slots that one key may have, or its share of those that are taken.
    case share

    /// The label in metrics.
    package var label: String { self.rawValue }
}

/// Calls that wait for a session's next revision, in slots of their own: no lookup ever lacks one for them.
///
/// A wait ends with a new revision, at its deadline, when its task is cancelled (its client has left), when a key with fewer waits needs
/// its place, or when the server stops; whatever ends it, nothing of it is left here.
final class RevisionWaits: Sendable {
    private struct State {
        /// The waiting calls by session; thousands may wait for one, and each leaves by itself.
        var waiters: [String: [ObjectIdentifier: RevisionWaiter]] = [:]
        /// The key of each call, and which has to end for whom.
        var room: FairShare<String, RevisionWaiter>
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
        self.state = Lock(State(room: FairShare(limit: limit, most: share)))
    }

    /// Calls that wait.
    var count: Int { self.state.withLock(\.room.used) }

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
        guard let place = try self.enter(waiter, session, key) else { return }
        defer {
            self.state.withLock { state in
                state.remove(waiter, of: session)
                state.room.remove(place)
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

    /// - Returns: The call's place; `nil` where there is nothing to wait for, once the server stops.
    private func enter(
        _ waiter: RevisionWaiter, _ session: String, _ key: String
    ) throws(WaitRefusal) -> FairShare<String, RevisionWaiter>.Place? {
        do throws(WaitRefusal) {
            let (place, gone) = try self.state.withLock { state throws(WaitRefusal) in
                guard !state.isClosed else { return (nil as FairShare<String, RevisionWaiter>.Place?, [RevisionWaiter]()) }
                let admission = state.room.add(waiter, of: key)
                guard let place = admission.place else { throw state.room.used(by: key) >= state.room.most ? .share : .full }
                state.waiters[session, default: [:]][ObjectIdentifier(waiter)] = waiter
                return (place, admission.gone)
            }
            // They are answered at once, with what there is.
            for waiter in gone { waiter.isOver.set(()) }
            return place
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
