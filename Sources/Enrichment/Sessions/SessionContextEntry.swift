internal import CallModel

/// What is held for one session.
struct SessionContextEntry: Sendable {
    /// How long a session has its context.
    enum Lifetime {
        /// For ``SessionContextStore/lifetime`` after its last change.
        case sliding
        /// While its call goes on.
        case held
        /// Until then, whatever happens.
        case until(MonotonicTime, WallTime)
    }

    /// `nil` until the session's first lookup is answered, or somebody says something unasked.
    var context: CallerContext?
    /// Of which inputs the context was made.
    var shownVersion: UInt64 = 0
    var inputs = ContextInputs()
    var number: NumberKey?
    /// Who calls, from before the first answer on; `nil` where nobody said, or it was forgotten.
    var shown: CallerNumber?
    /// The caller's internet address, and the number it was told with; an address of somebody else's is never shown.
    private(set) var address: IPAddress?
    private var addressOwner: NumberKey?
    var lifetime = Lifetime.sliding
    /// Who may read it: whoever reaches all of this.
    var audience: ServiceScope
    /// The lookup that made it; a late answer to an older lookup changes nothing.
    var lookup: UInt64 = 0
    /// The lookup that was begun last, whether or not there is an answer to it.
    var latest: UInt64 = 0
    /// How many connectors had answered then; an older state of the same lookup changes nothing.
    var answered = 0
    /// Whether its caller was forgotten, and nobody has named one since.
    var wasForgotten = false

    init(audience: ServiceScope) {
        self.audience = audience
    }

    /// Whether a call holds it, or did until its end.
    var isOfCall: Bool {
        if case .sliding = self.lifetime { false } else { true }
    }

    /// Whether its call has ended.
    var isOver: Bool {
        if case .until = self.lifetime { true } else { false }
    }

    /// Takes who calls.
    mutating func name(_ number: CallerNumber) {
        (self.number, self.shown, self.wasForgotten) = (number.key, number, false)
        if let owner = self.addressOwner, owner != number.key { self.address = nil }
        self.addressOwner = self.address == nil ? nil : number.key
    }

    /// Takes the caller's internet address.
    ///
    /// - Parameter number: The number it was told with; `nil` where it is that of whoever calls.
    mutating func locate(_ address: IPAddress, of number: CallerNumber?) {
        self.address = address
        self.addressOwner = number?.key ?? self.number
    }

    /// Whether there is a card of this number from an earlier lookup than `lookup`.
    func hasCard(of number: CallerNumber, before lookup: UInt64) -> Bool {
        self.context != nil && !self.wasForgotten && self.number == number.key && (1..<lookup).contains(self.lookup)
    }

    /// Loses its caller, and goes on with a revision without one.
    ///
    /// - Parameter number: Greater than those of all lookups and inputs so far: what they come to is not taken any more.
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

    /// Bytes that keeping it costs, roughly.
    var footprint: Int {
        let matches = self.context?.matches ?? []
        return matches.reduce(768 + (self.context?.caller?.footprint ?? 0) + self.inputs.footprint) { $0 + $1.caller.footprint }
    }
}
