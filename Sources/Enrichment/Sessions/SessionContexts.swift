internal import CallModel
internal import Synchronization

/// The context that each session has at the moment, and who waits for the next one.
///
/// A session that only lookups name has it for 15 minutes after its last change. One whose call is known has it until the call has
/// ended and its service's retention is over, whatever comes late.
final class SessionContexts: Sendable {
    /// How long a session has its context.
    private enum Lifetime {
        /// For ``SessionContexts/lifetime`` after its last change.
        case sliding
        /// While its call goes on.
        case held
        /// Until then, whatever happens.
        case until(MonotonicTime, WallTime)
    }

    private struct Holder {
        /// `nil` until the session's first lookup is answered.
        var context: CallerContext?
        var number: NumberKey?
        /// Who calls, from before the first answer on; `nil` where nobody said, or it was forgotten.
        var shown: CallerNumber?
        var lifetime = Lifetime.sliding
        /// Who may read it: whoever reaches all of this.
        var audience: ServiceScope
        /// The lookup that made it; a late answer to an older lookup changes nothing.
        var lookup: UInt64
        /// How many connectors had answered then; an older state of the same lookup changes nothing.
        var answered = 0

        /// This one, for as long as the other.
        func living(as other: Holder) -> Holder {
            var holder = self
            holder.lifetime = other.lifetime
            return holder
        }
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
            var holder = holder
            let end: MonotonicTime
            switch holder.lifetime {
            case .sliding: end = now + SessionContexts.lifetime
            case .held:
                end = now + SessionContexts.longestCall
                holder.context?.expiresAt = nil
            case .until(let time, let wall):
                end = time
                holder.context?.expiresAt = wall
            }
            let matches = holder.context?.matches ?? []
            let cost = 512 + matches.reduce(holder.context?.caller?.footprint ?? 0) { $0 + $1.caller.footprint }
            self.holders.insert(holder, for: session, cost: cost, expiresAt: end, now: now)
        }

        /// Takes out those who wait for a revision that is there now.
        mutating func due(_ session: String, revision: Int) -> [RevisionWaiter] {
            guard let waiting = self.waiters[session] else { return [] }
            let left = waiting.filter { $0.revision >= revision }
            self.waiters[session] = left.isEmpty ? nil : left
            return waiting.filter { $0.revision < revision }
        }
    }

    /// How long a context outlives its last change where no call is known.
    static let lifetime = Duration.seconds(900)

    /// How long a call may hold its caller without any event.
    private static let longestCall = Duration.seconds(24 * 3_600)

    private let state = Mutex(State(holders: ExpiringStore(limits: .init(entries: 100_000, cost: 256 << 20))))
    private let onChange = Mutex<(@Sendable (String) -> Void)?>(nil)

    /// Calls `handler` with the session's id after each new revision.
    func onRevision(_ handler: @escaping @Sendable (String) -> Void) {
        self.onChange.withLock { $0 = handler }
    }

    /// Makes a session known, and numbers its new lookup; later lookups have greater numbers.
    func open(_ session: String, number: CallerNumber, audience: ServiceScope, at now: MonotonicTime) -> UInt64 {
        self.state.withLock { state in
            let lookup = state.nextNumber()
            if var held = state.holders.value(for: session, at: now), audience.contains(held.audience) {
                if held.context == nil {
                    (held.number, held.shown) = (number.key, number)
                    state.keep(held, for: session, at: now)
                }
                return lookup
            }
            state.keep(
                Holder(number: number.key, shown: number, audience: audience, lookup: 0), for: session, at: now)
            return lookup
        }
    }

    /// Holds a session while its call goes on.
    ///
    /// - Parameter number: Who calls, where an event said so.
    func hold(_ session: String, audience: ServiceScope, number: CallerNumber?, at now: MonotonicTime) {
        self.state.withLock { state in
            // A lookup may have come before the first event, with a wider audience.
            let known = state.holders.value(for: session, at: now).flatMap { $0.audience.contains(audience) ? $0 : nil }
            var holder = known ?? Holder(audience: audience, lookup: 0)
            holder.audience = audience
            if let number, holder.context == nil { (holder.number, holder.shown) = (number.key, number) }
            holder.lifetime = .held
            state.keep(holder, for: session, at: now)
        }
    }

    /// Lets a session go whose call has ended: its caller is forgotten after `retention`, whatever comes late.
    func release(_ session: String, after retention: Duration, at now: MonotonicTime, wall: WallTime) {
        self.state.withLock { state in
            guard var holder = state.holders.value(for: session, at: now) else { return }
            if case .until = holder.lifetime { return }
            holder.lifetime = .until(now + retention, wall + retention)
            state.keep(holder, for: session, at: now)
        }
    }

    /// Who calls in a session, and what is known of them; both `nil` where nothing is held.
    func caller(of session: String, at now: MonotonicTime) -> (number: CallerNumber?, context: CallerContext?) {
        self.state.withLock { state in
            guard let holder = state.holders.value(for: session, at: now) else { return (nil, nil) }
            return (holder.shown, holder.context)
        }
    }

    /// Sessions within `scope` whose caller `isMeant` names. Looks at every one.
    func sessions(within scope: ServiceScope, where isMeant: (CallerNumber?, Caller?) -> Bool) -> Set<String> {
        let held = self.state.withLock { state in
            state.holders.all { _, holder in
                scope.contains(holder.audience) && isMeant(holder.shown, holder.context?.caller)
            }
        }
        return Set(held.map(\.key))
    }

    /// Ends all waiting.
    func wakeAll() {
        let waiters = self.state.withLock { state in
            defer { state.waiters = [:] }
            return state.waiters.values.flatMap(\.self)
        }
        for waiter in waiters { waiter.wake() }
    }

    /// Makes `context` the session's, unless a later lookup was faster or its number was forgotten meanwhile.
    ///
    /// - Returns: The context with the revision it has for this session: one more than before where a person could see a
    ///   difference, else the same.
    func attach(
        _ context: CallerContext, to session: String, audience: ServiceScope, lookup: UInt64, at now: MonotonicTime
    ) -> CallerContext {
        let (attached, due, isNew) = self.state.withLock { state -> (CallerContext, [RevisionWaiter], Bool) in
            var context = context
            let answered = context.connectors.count { $0.outcome != .pending }
            // Whose time was over meanwhile is not brought back.
            guard let held = state.holders.value(for: session, at: now), audience.contains(held.audience) else {
                return (context, [], false)
            }
            guard (held.lookup, held.answered) <= (lookup, answered) else {
                return (held.number == nil ? context : held.context ?? context, [], false)
            }
            var isNew = true
            if let before = held.context {
                isNew = !before.showsTheSame(as: context)
                context.revision = before.revision + (isNew ? 1 : 0)
            }
            var holder = held
            holder.context = context
            holder.context?.trace = nil
            (holder.number, holder.shown) = (context.number.key, context.number)
            (holder.lookup, holder.answered) = (lookup, answered)
            state.keep(holder, for: session, at: now)
            switch held.lifetime {
            case .sliding: break
            case .held: context.expiresAt = nil
            case .until(_, let wall): context.expiresAt = wall
            }
            return (context, state.due(session, revision: context.revision), isNew)
        }
        for waiter in due { waiter.wake() }
        if isNew { self.onChange.withLock { $0 }?(session) }
        return attached
    }

    /// A session's context (revision 0 while a live one has none); `nil` for sessions that are unknown, forgotten, or not for `scope`.
    func context(of session: String, for scope: ServiceScope, at now: MonotonicTime) -> CallerContext? {
        self.state.withLock { state in
            guard let holder = state.holders.value(for: session, at: now), scope.contains(holder.audience) else { return nil }
            if case .until = holder.lifetime { return holder.context }
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
        let (held, due) = self.state.withLock { state -> ([(key: String, value: Holder)], [RevisionWaiter]) in
            let held = state.holders.all { _, holder in holder.number == number }
            let latest = state.nextNumber()
            var due: [RevisionWaiter] = []
            for (session, holder) in held {
                var empty = CallerContext.empty
                empty.revision = (holder.context?.revision ?? 0) + 1
                let forgotten = Holder(context: empty, audience: holder.audience, lookup: latest)
                state.keep(forgotten.living(as: holder), for: session, at: now)
                due += state.due(session, revision: empty.revision)
            }
            return (held, due)
        }
        for waiter in due { waiter.wake() }
        if let handler = self.onChange.withLock({ $0 }) { held.forEach { handler($0.key) } }
        return held.count { $0.value.context != nil }
    }

    func sweep(at now: MonotonicTime) {
        self.state.withLock { $0.holders.sweep(at: now) }
    }

    var count: Int { self.state.withLock(\.holders.count) }
}
