internal import CallModel
internal import Waiting

/// The context that each session has at the moment.
///
/// A session that only lookups name has it for 15 minutes after its last change. One whose call is known has it until the call has
/// ended and its service's retention is over, whatever comes late.
///
/// A context is made outside of the lock. So each change of its inputs has a version, and what was made of older inputs than those
/// shown is thrown away.
final class SessionContextStore: Sendable {
    /// The result of applying a lookup's answers to its session.
    enum Acceptance {
        /// A context is to be made of these, and shown.
        case inputs(ContextInputs)
        /// A later lookup was faster, or its number was forgotten meanwhile; what is shown instead.
        case outdated(CallerContext?)
        /// There is no such session any more, or not for this lookup.
        case foreign
    }

    /// The time for which a context outlives its last change where no call is known.
    static let lifetime = Duration.seconds(900)
    /// The time for which a call may hold its caller without any event.
    static let longestCall = Duration.seconds(24 * 3_600)
    /// The most bytes of all contexts together.
    static let mostBytes = 256 << 20

    private let state = Lock(SessionContextEntries())
    private let waits: RevisionWaits
    private let observer = Lock<(any SessionContextObserver)?>(nil)

    /// - Parameter waits: Told of each revision.
    init(waits: RevisionWaits) {
        self.waits = waits
    }

    /// Names the one observer of sessions and their contexts; it takes the place of an earlier one.
    func observe(with observer: any SessionContextObserver) {
        self.observer.withLock { $0 = observer }
    }

    /// Bytes of all entries.
    var bytes: Int { self.state.withLock(\.entries.bytes) }

    /// Keeps at most so many bytes of them; those go that were unused for longest.
    func bound(to bytes: Int) {
        self.state.withLock { $0.entries.bound(to: bytes) }
    }

    /// Sessions with an entry.
    var count: Int { self.state.withLock(\.entries.count) }

    /// Removes contexts whose time is over.
    func sweep(at now: MonotonicTime) {
        self.state.withLock { $0.entries.sweep(at: now) }
    }

    // MARK: A session's life

    /// Makes a session known, and numbers its new lookup; later lookups have greater numbers.
    ///
    /// - Returns: `nil` for a session that is not the request's: one beyond its credential's scope, or a call of another service.
    func open(_ session: String, for request: LookupRequest) -> UInt64? {
        let now = request.receivedAt
        let opened = self.state.withLock { state -> (lookup: UInt64, isNew: Bool)? in
            var known = state.entries.value(for: session, at: now)
            if let held = known, !request.audience.contains(held.audience) {
                guard !held.isOfCall, request.scope.contains(held.audience) else { return nil }
                // The switch has looked it up for another of its services before, and no call says which is right.
                known = nil
            }
            let lookup = state.nextNumber()
            var entry = known ?? SessionContextEntry(audience: request.audience)
            if entry.context == nil { entry.name(request.number) }
            // Facts that are stated before the first answer then stand on this lookup.
            if entry.inputs.lookupState == nil, entry.lookup == 0 {
                entry.inputs.lookupState = LookupState(beginning: request, lookup: 0)
            }
            entry.latest = lookup
            state.keep(entry, for: session, at: now)
            return (lookup, known == nil)
        }
        guard let opened else { return nil }
        if opened.isNew { self.observer.withLock(\.self)?.sessionBecameKnown(session) }
        return opened.lookup
    }

    /// Holds a session while its call goes on.
    ///
    /// - Parameters:
    ///   - number: The caller's, where an event said it.
    ///   - address: The caller's internet address, where an event said it.
    /// - Returns: Whether it has a context that was made for more than its audience now.
    @discardableResult
    func retain(
        _ session: String, audience: ServiceScope, number: CallerNumber?, address: IPAddress? = nil, at now: MonotonicTime
    ) -> Bool {
        let (isNew, hasNarrowed) = self.state.withLock { state in
            // A lookup may have come before the first event, with a wider audience.
            let known = state.entries.value(for: session, at: now).flatMap { $0.audience.contains(audience) ? $0 : nil }
            var entry = known ?? SessionContextEntry(audience: audience)
            entry.audience = audience
            if let number, entry.context == nil { entry.name(number) }
            if let address { entry.locate(address, of: number) }
            entry.lifetime = .held
            state.keep(entry, for: session, at: now)
            return (known == nil, known.map { $0.audience != audience && $0.context != nil } ?? false)
        }
        if isNew { self.observer.withLock(\.self)?.sessionBecameKnown(session) }
        return hasNarrowed
    }

    /// Whether a session is held for services of which `scope` reaches none.
    func isHeld(_ session: String, beyond scope: ServiceScope, at now: MonotonicTime) -> Bool {
        self.state.withLock { $0.entries.value(for: session, at: now).map { !$0.audience.overlaps(scope) } ?? false }
    }

    /// Lets a session go whose call has ended: its caller is forgotten after `retention`, whatever comes late.
    func release(_ session: String, after retention: Duration, at now: MonotonicTime, wall: WallTime) {
        self.state.withLock { state in
            guard var entry = state.entries.value(for: session, at: now), !entry.isOver else { return }
            entry.lifetime = .until(now + retention, wall + retention)
            state.keep(entry, for: session, at: now)
        }
    }

    /// Forgets the contexts of a number within `scope`. Their sessions go on with a revision without caller, and lookups under way add nothing to it.
    ///
    /// - Returns: How many contexts those were.
    func forget(_ number: NumberKey, within scope: ServiceScope, at now: MonotonicTime) -> Int {
        let held = self.state.withLock { state in
            // What is over holds its caller until the next sweep: to look for it removes it now.
            let held = state.entries.all(at: nil) { _, entry in entry.isAbout(number) && scope.contains(entry.audience) }
                .filter { state.entries.value(for: $0.key, at: now) != nil }
            let latest = state.nextNumber()
            for (session, entry) in held {
                var entry = entry
                entry.forget(at: latest)
                state.keep(entry, for: session, at: now)
            }
            return held
        }
        for (session, entry) in held { self.waits.resume(at: (entry.context?.revision ?? 0) + 1, of: session) }
        if let observer = self.observer.withLock(\.self) { held.forEach { observer.contextRevised(of: $0.key) } }
        return held.count { $0.value.context != nil }
    }

    // MARK: Changes

    /// Makes the state of a lookup a session's input.
    func apply(_ lookupState: LookupState, for session: String, at now: MonotonicTime) -> Acceptance {
        self.state.withLock { state in
            // A session whose time was over meanwhile is not brought back.
            guard var entry = state.entry(of: session, for: lookupState.request.audience, at: now) else { return .foreign }
            guard (entry.lookup, entry.answered) <= (lookupState.lookup, lookupState.answered) else {
                return .outdated(entry.wasForgotten ? nil : entry.context)
            }
            entry.inputs.apply(lookupState)
            entry.inputs.version = state.nextNumber()
            entry.name(lookupState.shownNumber, by: lookupState.request)
            (entry.lookup, entry.answered) = (lookupState.lookup, lookupState.answered)
            state.keep(entry, for: session, at: now)
            return .inputs(entry.inputs)
        }
    }

    /// Changes what was stated of a live session's caller.
    ///
    /// - Returns: All that the session's context is made of now; `nil` for sessions that are over, unknown, or not for `scope`.
    func change(
        _ session: String, for scope: ServiceScope, at now: MonotonicTime, _ change: (inout ContextInputs) -> Void
    ) -> ContextInputs? {
        self.state.withLock { state in
            guard var entry = state.entry(of: session, for: scope, at: now), !entry.isOver else { return nil }
            change(&entry.inputs)
            entry.inputs.version = state.nextNumber()
            state.keep(entry, for: session, at: now)
            return entry.inputs
        }
    }

    /// The inputs for which `isMeant` is true, of one session or of all, with a new version: their contexts are to be made anew.
    func renew(
        _ session: String?, at now: MonotonicTime, where isMeant: (ContextInputs) -> Bool
    ) -> [(session: String, inputs: ContextInputs)] {
        self.state.withLock { state in
            let held =
                session.map { one in state.entries.value(for: one, at: now).map { [(key: one, value: $0)] } ?? [] }
                ?? state.entries.all(at: now) { _, entry in isMeant(entry.inputs) }
            return held.filter { isMeant($0.value.inputs) }.map { session, entry in
                var entry = entry
                entry.inputs.version = state.nextNumber()
                state.keep(entry, for: session, at: now)
                return (session, entry.inputs)
            }
        }
    }

    /// Makes `context` the session's, unless one of newer inputs is there or its number was forgotten meanwhile.
    ///
    /// - Parameter version: That of the inputs it was made of.
    /// - Returns: The context with the revision it has for this session: one more than before where a person could see a
    ///   difference, else the same. `nil` where it is not shown, and nothing else is.
    func show(_ context: CallerContext, for session: String, version: UInt64, at now: MonotonicTime) -> CallerContext? {
        let (shown, isNew) = self.state.withLock { state -> (CallerContext?, Bool) in
            guard var entry = state.entries.value(for: session, at: now) else { return (nil, false) }
            guard version > entry.shownVersion else { return (entry.wasForgotten ? nil : entry.context, false) }
            var context = context
            var isNew = true
            context.revision = 1
            if let before = entry.context {
                isNew = !before.showsTheSame(as: context)
                context.revision = before.revision + (isNew ? 1 : 0)
            }
            if entry.shownEnd.isFixed { context.expiresAt = entry.shownEnd.wall }
            context.updatedParameter = context.parameterUpdated(
                since: entry.context, defaults: entry.inputs.lookupState?.request.plan.parameters ?? [])
            // What webhooks have stated of its second reading shows the caller by that.
            if let request = entry.inputs.lookupState?.request, request.second != nil { entry.name(context.number, by: request) }
            entry.context = context
            entry.context?.trace = nil
            entry.shownVersion = version
            state.keep(entry, for: session, at: now)
            return (context, isNew)
        }
        if let shown, isNew {
            self.waits.resume(at: shown.revision, of: session)
            self.observer.withLock(\.self)?.contextRevised(of: session)
        }
        return shown
    }

    // MARK: Reading

    /// A session's context (revision 0 while a live one has none); `nil` for sessions that are unknown, forgotten, or not for `scope`.
    func context(of session: String, for scope: ServiceScope, at now: MonotonicTime) -> CallerContext? {
        self.state.withLock { state in
            state.entry(of: session, for: scope, at: now).flatMap { $0.isOver ? $0.context : $0.context ?? .empty }
        }
    }

    /// The caller's number and context of a session whose call is known; both `nil` where nothing is held. What a lookup attaches to
    /// a session that is over and forgotten is not the call's.
    func caller(
        of session: String, for scope: ServiceScope, at now: MonotonicTime
    ) -> (number: CallerNumber?, context: CallerContext?) {
        self.state.withLock { state in
            guard let entry = state.entry(of: session, for: scope, at: now), entry.isOfCall else { return (nil, nil) }
            return (entry.shown, entry.context)
        }
    }

    /// The internet address of the caller of a session whose call is known.
    func address(of session: String, for scope: ServiceScope, at now: MonotonicTime) -> IPAddress? {
        self.state.withLock { state in
            state.entry(of: session, for: scope, at: now).flatMap { $0.isOfCall ? $0.address : nil }
        }
    }

    /// Whether a session is live, for a reader of `scope`.
    func liveness(of session: String, for scope: ServiceScope, at now: MonotonicTime) -> SessionLiveness {
        self.state.withLock { state in
            state.entry(of: session, for: scope, at: now).map { $0.isOver ? .over : .live } ?? .unknown
        }
    }

    /// Whether a session has a card of the request's number from an earlier lookup.
    func hasCard(of request: LookupRequest, in session: String, before lookup: UInt64, at now: MonotonicTime) -> Bool {
        self.state.withLock { $0.entries.value(for: session, at: now)?.hasCard(of: request, before: lookup) ?? false }
    }

    /// Whether a session's call goes on, and no later lookup has begun nor was its caller forgotten since this one.
    func isLatest(_ lookup: UInt64, of session: String, at now: MonotonicTime) -> Bool {
        self.state.withLock { state in
            state.entries.value(for: session, at: now).map { $0.latest == lookup && !$0.isOver } ?? false
        }
    }

    /// Sessions within `scope` whose caller `isMeant` names. Looks at every one, but calls `isMeant` without the lock.
    func sessions(
        within scope: ServiceScope, at now: MonotonicTime, where isMeant: (CallerNumber?, Caller?) -> Bool
    ) -> Set<String> {
        let held = self.state.withLock { state in
            state.entries.all(at: now) { _, entry in
                entry.isOfCall && (entry.shown != nil || entry.context?.caller != nil) && scope.contains(entry.audience)
            }
        }
        return Set(held.filter { isMeant($0.value.shown, $0.value.context?.caller) }.map(\.key))
    }

    /// Live sessions of a number within `scope`. Looks at every one.
    func liveSessions(of number: NumberKey, within scope: ServiceScope, at now: MonotonicTime) -> [String] {
        self.state.withLock { state in
            state.entries.all(at: now) { _, entry in
                entry.isAbout(number) && !entry.isOver && scope.contains(entry.audience)
            }
        }.map(\.key)
    }
}
