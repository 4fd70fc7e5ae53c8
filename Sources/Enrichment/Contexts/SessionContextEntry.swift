internal import CallModel

/// The memory of one session: its context with its inputs, its caller, and how long they are held.
struct SessionContextEntry: Sendable {
    /// The time for which a session has its context.
    enum Lifetime {
        /// The context ends ``SessionContextStore/lifetime`` after its last change.
        case sliding
        /// The context is held while its call goes on.
        case held
        /// The context ends at that time, whatever happens.
        case until(MonotonicTime, WallTime)
    }

    /// `nil` until the session's first lookup is answered, or facts are stated unasked.
    var context: CallerContext?
    /// The version of the inputs that the context was made of.
    var shownVersion: UInt64 = 0
    var inputs = ContextInputs()
    var number: NumberKey?
    /// The caller's number, from before the first answer on; `nil` where no event said it, or it was forgotten.
    var shown: CallerNumber?
    /// The caller's internet address, and the number it came with; another caller's address is never shown.
    private(set) var address: IPAddress?
    private var addressOwner: NumberKey?
    var lifetime = Lifetime.sliding
    /// Credentials that reach all of this may read it.
    var audience: ServiceScope { didSet { self.inputs.audience = self.audience } }
    /// The lookup that made it; a late answer to an older lookup changes nothing.
    var lookup: UInt64 = 0
    /// The lookup that was begun last, whether or not there is an answer to it.
    var latest: UInt64 = 0
    /// The count of connectors that had answered then; an older state of the same lookup changes nothing.
    var answered = 0
    /// Whether its caller was forgotten, and none was named since.
    var wasForgotten = false

    init(audience: ServiceScope) {
        self.audience = audience
        self.inputs.audience = audience
    }

    /// Whether a call holds it, or did until its end.
    var isOfCall: Bool {
        if case .sliding = self.lifetime { false } else { true }
    }

    /// Whether its call has ended.
    var isOver: Bool {
        if case .until = self.lifetime { true } else { false }
    }

    /// Sets the caller's number.
    ///
    /// - Parameter request: The lookup that names it: all readings of its number are the same caller.
    mutating func name(_ number: CallerNumber, by request: LookupRequest? = nil) {
        (self.number, self.shown, self.wasForgotten) = (number.key, number, false)
        if let owner = self.addressOwner, owner != number.key, !(request?.isAbout(owner) ?? false) { self.address = nil }
        self.addressOwner = self.address == nil ? nil : number.key
    }

    /// Whether a number is that of its caller, or another reading of it.
    func isAbout(_ key: NumberKey) -> Bool {
        self.number == key || self.inputs.lookupState?.request.isAbout(key) ?? false
    }

    /// Sets the caller's internet address.
    ///
    /// - Parameter number: The number it came with; `nil` where it is that of the present caller.
    mutating func locate(_ address: IPAddress, of number: CallerNumber?) {
        self.address = address
        self.addressOwner = number?.key ?? self.number
    }

    /// Whether there is a card of the number that `request` is about, from an earlier lookup than `lookup`.
    func hasCard(of request: LookupRequest, before lookup: UInt64) -> Bool {
        self.context != nil && !self.wasForgotten && (1..<lookup).contains(self.lookup)
            && (self.number.map(request.isAbout) ?? (request.number.key == nil))
    }

    /// Loses its caller, and goes on with a revision without one.
    ///
    /// - Parameter number: Greater than those of all lookups and inputs so far: what comes of them is not applied any more.
    mutating func forget(at number: UInt64) {
        var empty = CallerContext.empty
        empty.revision = (self.context?.revision ?? 0) + 1
        var forgotten = SessionContextEntry(audience: self.audience)
        forgotten.context = empty
        (forgotten.lifetime, forgotten.lookup, forgotten.latest) = (self.lifetime, number, number)
        forgotten.shownVersion = number
        (forgotten.inputs.version, forgotten.wasForgotten) = (number, true)
        self = forgotten
    }

    /// The context's end, as answers show it.
    var shownEnd: (isFixed: Bool, wall: WallTime?) {
        switch self.lifetime {
        case .sliding: (false, nil)
        case .held: (true, nil)
        case .until(_, let wall): (true, wall)
        }
    }

    /// Bytes that it takes beside itself.
    var heapSize: Int { (self.context?.heapSize ?? self.shown?.heapSize ?? 0) + self.inputs.heapSize }
}

/// The entries of all sessions, and the numbers of what happens to them; a pure value.
struct SessionContextEntries: Sendable {
    var entries = ExpiringStore<String, SessionContextEntry>(
        limits: .init(entries: 100_000, cost: SessionContextStore.mostBytes), isInBytes: true)
    private var numbers: UInt64 = 0

    /// Numbers grow with time.
    mutating func nextNumber() -> UInt64 {
        self.numbers += 1
        return self.numbers
    }

    /// The entry of a session that a reader of `scope` may see.
    mutating func entry(of session: String, for scope: ServiceScope, at now: MonotonicTime) -> SessionContextEntry? {
        self.entries.value(for: session, at: now).flatMap { scope.contains($0.audience) ? $0 : nil }
    }

    /// Keeps an entry for as long as its lifetime says.
    mutating func keep(_ entry: SessionContextEntry, for session: String, at now: MonotonicTime) {
        var entry = entry
        let end: MonotonicTime
        switch entry.lifetime {
        case .sliding: end = now + SessionContextStore.lifetime
        case .held: end = now + SessionContextStore.longestCall
        case .until(let time, _): end = time
        }
        let shownEnd = entry.shownEnd
        if shownEnd.isFixed { entry.context?.expiresAt = shownEnd.wall }
        self.entries.insert(
            entry, for: session, cost: session.heapSize + entry.heapSize, expiresAt: end, now: now)
    }
}

extension CallerContext {
    /// The context of a live session before anything is known of its caller, and after the caller was forgotten.
    static var empty: CallerContext { CallerContext(status: .unknown, revision: 0, number: .withheld) }

    /// The parameter that has changed last: the last one in order that is neither in the context before nor a default, else the one
    /// that had changed before, with its value now.
    func parameterUpdated(since before: CallerContext?, defaults: [NamedValue]) -> NamedValue? {
        let known = (before?.parameters ?? []) + defaults
        if let changed = self.parameters.last(where: { !known.contains($0) }) { return changed }
        guard let earlier = before?.updatedParameter?.name else { return nil }
        return self.parameters.first { $0.name == earlier }
    }

    /// Whether a person would see no difference: times and traces don't count, and that a parameter has changed shows in its value.
    func showsTheSame(as other: CallerContext) -> Bool {
        var (left, right) = (self, other)
        left.trace = right.trace
        left.revision = right.revision
        left.expiresAt = right.expiresAt
        left.updatedParameter = right.updatedParameter
        left.connectors = left.connectors.map(\.withoutTimes)
        right.connectors = right.connectors.map(\.withoutTimes)
        return left == right
    }
}

extension ConnectorReport {
    fileprivate var withoutTimes: ConnectorReport { ConnectorReport(id: self.id, outcome: self.outcome) }
}
