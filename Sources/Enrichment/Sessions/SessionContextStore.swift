internal import CallModel
internal import Synchronization

/// The context that each session has at the moment.
///
/// A session that only lookups name has it for 15 minutes after its last change. One whose call is known has it until the call has
/// ended and its service's retention is over, whatever comes late.
///
/// A context is made outside of the lock. So each change of its inputs has a version, and what was made of older inputs than those
/// shown is thrown away.
final class SessionContextStore: Sendable {
    struct State {
        var holders: ExpiringStore<String, SessionContextEntry>
        private var numbers: UInt64 = 0

        init() {
            self.holders = ExpiringStore(limits: .init(entries: 100_000, cost: 256 << 20))
        }

        /// Numbers grow with time.
        mutating func nextNumber() -> UInt64 {
            self.numbers += 1
            return self.numbers
        }

        mutating func keep(_ holder: SessionContextEntry, for session: String, at now: MonotonicTime) {
            var holder = holder
            let end: MonotonicTime
            switch holder.lifetime {
            case .sliding: end = now + SessionContextStore.lifetime
            case .held: end = now + SessionContextStore.longestCall
            case .until(let time, _): end = time
            }
            let shownEnd = holder.shownEnd
            if shownEnd.isFixed { holder.context?.expiresAt = shownEnd.wall }
            self.holders.insert(holder, for: session, cost: holder.footprint, expiresAt: end, now: now)
        }
    }

    /// How long a context outlives its last change where no call is known.
    static let lifetime = Duration.seconds(900)

    /// How long a call may hold its caller without any event.
    private static let longestCall = Duration.seconds(24 * 3_600)

    let state = Mutex(State())
    private let waits: RevisionWaits
    private let listeners = Mutex(SessionContextHandlers())

    /// - Parameter waits: Told of each revision.
    init(waits: RevisionWaits) {
        self.waits = waits
    }

    /// Calls `handler` with the session's id after each new revision.
    func onRevision(_ handler: @escaping @Sendable (String) -> Void) {
        self.listeners.withLock { $0.revision = handler }
    }

    /// Calls `handler` with the session's id when a session is first heard of.
    func onKnown(_ handler: @escaping @Sendable (String) -> Void) {
        self.listeners.withLock { $0.known = handler }
    }

    /// Makes a session known, and numbers its new lookup; later lookups have greater numbers.
    func open(_ session: String, for request: LookupRequest) -> UInt64 {
        let now = request.receivedAt
        let (lookup, isNew) = self.state.withLock { state in
            let lookup = state.nextNumber()
            let known = state.holders.value(for: session, at: now).flatMap { request.audience.contains($0.audience) ? $0 : nil }
            var holder = known ?? SessionContextEntry(audience: request.audience)
            if holder.context == nil { holder.name(request.number) }
            // What is said before the first answer is then more than what it stands on.
            if holder.inputs.asked == nil, holder.lookup == 0 {
                holder.inputs.asked = LookupState(beginning: request, lookup: 0)
            }
            holder.latest = lookup
            state.keep(holder, for: session, at: now)
            return (lookup, known == nil)
        }
        if isNew { self.listeners.withLock(\.self).known?(session) }
        return lookup
    }

    /// Holds a session while its call goes on.
    ///
    /// - Parameters:
    ///   - number: Who calls, where an event said so.
    ///   - address: The caller's internet address, where it said that.
    func hold(
        _ session: String, audience: ServiceScope, number: CallerNumber?, address: IPAddress? = nil, at now: MonotonicTime
    ) {
        let isNew = self.state.withLock { state in
            // A lookup may have come before the first event, with a wider audience.
            let known = state.holders.value(for: session, at: now).flatMap { $0.audience.contains(audience) ? $0 : nil }
            var holder = known ?? SessionContextEntry(audience: audience)
            holder.audience = audience
            if let number, holder.context == nil { holder.name(number) }
            if let address { holder.locate(address, of: number) }
            holder.lifetime = .held
            state.keep(holder, for: session, at: now)
            return known == nil
        }
        if isNew { self.listeners.withLock(\.self).known?(session) }
    }

    /// Lets a session go whose call has ended: its caller is forgotten after `retention`, whatever comes late.
    func release(_ session: String, after retention: Duration, at now: MonotonicTime, wall: WallTime) {
        self.state.withLock { state in
            guard var holder = state.holders.value(for: session, at: now), !holder.isOver else { return }
            holder.lifetime = .until(now + retention, wall + retention)
            state.keep(holder, for: session, at: now)
        }
    }

    /// Takes how a lookup stands as a session's input.
    func take(_ asked: LookupState, for session: String, at now: MonotonicTime) -> Taken {
        self.state.withLock { state in
            // Whose time was over meanwhile is not brought back.
            guard var holder = state.holders.value(for: session, at: now), asked.request.audience.contains(holder.audience)
            else { return .foreign }
            guard (holder.lookup, holder.answered) <= (asked.lookup, asked.answered) else {
                return .outdated(holder.wasForgotten ? nil : holder.context)
            }
            holder.inputs.asked = asked
            holder.inputs.version = state.nextNumber()
            holder.name(asked.request.number)
            (holder.lookup, holder.answered) = (asked.lookup, asked.answered)
            state.keep(holder, for: session, at: now)
            return .inputs(holder.inputs)
        }
    }

    /// What became of a lookup's news.
    enum Taken {
        /// A context is to be made of these, and shown.
        case inputs(ContextInputs)
        /// A later lookup was faster, or its number was forgotten meanwhile; what is shown instead.
        case outdated(CallerContext?)
        /// There is no such session any more, or not for this lookup.
        case foreign
    }

    /// Makes `context` the session's, unless one of newer inputs is there or its number was forgotten meanwhile.
    ///
    /// - Parameter version: That of the inputs it was made of.
    /// - Returns: The context with the revision it has for this session: one more than before where a person could see a
    ///   difference, else the same. `nil` where it is not shown, and nothing else is.
    func show(_ context: CallerContext, for session: String, version: UInt64, at now: MonotonicTime) -> CallerContext? {
        let (shown, isNew) = self.state.withLock { state -> (CallerContext?, Bool) in
            guard var holder = state.holders.value(for: session, at: now) else { return (nil, false) }
            guard version > holder.shownVersion else { return (holder.wasForgotten ? nil : holder.context, false) }
            var context = context
            var isNew = true
            context.revision = 1
            if let before = holder.context {
                isNew = !before.showsTheSame(as: context)
                context.revision = before.revision + (isNew ? 1 : 0)
            }
            if holder.shownEnd.isFixed { context.expiresAt = holder.shownEnd.wall }
            holder.context = context
            holder.context?.trace = nil
            holder.shownVersion = version
            state.keep(holder, for: session, at: now)
            return (context, isNew)
        }
        if let shown, isNew {
            self.waits.tell(shown.revision, of: session)
            self.listeners.withLock(\.self).revision?(session)
        }
        return shown
    }

    /// Forgets the contexts of a number and tells how many those were. Their sessions go on with a revision without caller, and
    /// lookups under way add nothing to it.
    func forget(_ number: NumberKey, at now: MonotonicTime) -> Int {
        let held = self.state.withLock { state in
            let held = state.holders.all { _, holder in holder.number == number }
            let latest = state.nextNumber()
            for (session, holder) in held {
                var holder = holder
                holder.forget(at: latest)
                state.keep(holder, for: session, at: now)
            }
            return held
        }
        for (session, holder) in held { self.waits.tell((holder.context?.revision ?? 0) + 1, of: session) }
        if let handler = self.listeners.withLock(\.self).revision { held.forEach { handler($0.key) } }
        return held.count { $0.value.context != nil }
    }

    func sweep(at now: MonotonicTime) {
        self.state.withLock { $0.holders.sweep(at: now) }
    }

    var count: Int { self.state.withLock(\.holders.count) }
}
