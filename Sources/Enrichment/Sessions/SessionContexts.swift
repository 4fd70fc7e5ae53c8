internal import CallModel
internal import Synchronization

/// The context that each session has at the moment, for 15 minutes after its last change, and who waits for the next one.
final class SessionContexts: Sendable {
    private struct Holder {
        /// `nil` until the session's first lookup is answered.
        var context: CallerContext?
        var number: NumberKey?
        /// Who may read it: whoever reaches all of this.
        var audience: ServiceScope
        /// The lookup that made it; a late answer to an older lookup changes nothing.
        var lookup: UInt64
        /// How many connectors had answered then; an older state of the same lookup changes nothing.
        var answered = 0
    }

    private struct State {
        var holders: ExpiringStore<String, Holder>
        var waiters: [String: [RevisionWaiter]] = [:]
        var numbers: UInt64 = 0

        /// Numbers grow with time.
        mutating func nextNumber() -> UInt64 {
            self.numbers += 1
            return self.numbers
        }

        mutating func keep(_ holder: Holder, for session: String, at now: MonotonicTime) {
            let matches = holder.context?.matches ?? []
            let cost = 512 + matches.reduce(holder.context?.caller?.footprint ?? 0) { $0 + $1.caller.footprint }
            self.holders.insert(holder, for: session, cost: cost, expiresAt: now + SessionContexts.lifetime, now: now)
        }

        /// Takes out those who wait for a revision that is there now.
        mutating func due(_ session: String, revision: Int) -> [RevisionWaiter] {
            guard let waiting = self.waiters[session] else { return [] }
            let left = waiting.filter { $0.revision >= revision }
            self.waiters[session] = left.isEmpty ? nil : left
            return waiting.filter { $0.revision < revision }
        }
    }

    /// How long a context outlives its last change where no call holds it.
    static let lifetime = Duration.seconds(900)

    private let state = Mutex(State(holders: ExpiringStore(limits: .init(entries: 100_000, cost: 256 << 20))))

    /// Makes a session known, and numbers its new lookup; later lookups have greater numbers.
    func open(_ session: String, number: NumberKey?, audience: ServiceScope, at now: MonotonicTime) -> UInt64 {
        self.state.withLock { state in
            let lookup = state.nextNumber()
            if let held = state.holders.value(for: session, at: now), held.audience == audience, held.context != nil {
                return lookup
            }
            state.keep(Holder(number: number, audience: audience, lookup: 0), for: session, at: now)
            return lookup
        }
    }

    /// Makes `context` the session's, unless a later lookup was faster or its number was forgotten meanwhile.
    ///
    /// - Returns: The context with the revision it has for this session: one more than before where a person could see a
    ///   difference, else the same.
    func attach(
        _ context: CallerContext, to session: String, audience: ServiceScope, lookup: UInt64, at now: MonotonicTime
    ) -> CallerContext {
        let (attached, due) = self.state.withLock { state -> (CallerContext, [RevisionWaiter]) in
            var context = context
            let answered = context.connectors.count { $0.outcome != .pending }
            if let held = state.holders.value(for: session, at: now), held.audience == audience {
                guard (held.lookup, held.answered) <= (lookup, answered) else {
                    return (held.number == nil ? context : held.context ?? context, [])
                }
                if let before = held.context {
                    context.revision = before.revision + (before.showsTheSame(as: context) ? 0 : 1)
                }
            }
            var kept = context
            kept.trace = nil
            let holder = Holder(
                context: kept, number: context.number.key, audience: audience, lookup: lookup, answered: answered)
            state.keep(holder, for: session, at: now)
            return (context, state.due(session, revision: context.revision))
        }
        for waiter in due { waiter.wake() }
        return attached
    }

    /// A live session's context (revision 0 while there is none); `nil` for sessions that are unknown, over, or not for `scope`.
    func context(of session: String, for scope: ServiceScope, at now: MonotonicTime) -> CallerContext? {
        self.state.withLock { state in
            guard let holder = state.holders.value(for: session, at: now), scope.contains(holder.audience) else { return nil }
            return holder.context ?? .empty
        }
    }

    /// Lets a waiter know of the next revision above its own; tells whether there is none yet.
    func register(_ waiter: RevisionWaiter, for session: String, at now: MonotonicTime) -> Bool {
        self.state.withLock { state in
            let current = state.holders.value(for: session, at: now)?.context?.revision ?? 0
            guard current <= waiter.revision else { return false }
            state.waiters[session, default: []].append(waiter)
            return true
        }
    }

    func remove(_ waiter: RevisionWaiter, for session: String) {
        self.state.withLock { state in
            let left = (state.waiters[session] ?? []).filter { $0 !== waiter }
            state.waiters[session] = left.isEmpty ? nil : left
        }
    }

    /// Forgets the contexts of a number and tells how many those were. Their sessions go on with a revision without caller, and
    /// lookups under way add nothing to it.
    func forget(_ number: NumberKey, at now: MonotonicTime) -> Int {
        let (count, due) = self.state.withLock { state -> (Int, [RevisionWaiter]) in
            let held = state.holders.all { _, holder in holder.number == number }
            let latest = state.nextNumber()
            var due: [RevisionWaiter] = []
            for (session, holder) in held {
                var empty = CallerContext.empty
                empty.revision = (holder.context?.revision ?? 0) + 1
                state.keep(Holder(context: empty, audience: holder.audience, lookup: latest), for: session, at: now)
                due += state.due(session, revision: empty.revision)
            }
            return (held.count { $0.value.context != nil }, due)
        }
        for waiter in due { waiter.wake() }
        return count
    }

    func sweep(at now: MonotonicTime) {
        self.state.withLock { $0.holders.sweep(at: now) }
    }

    var count: Int { self.state.withLock(\.holders.count) }
}
