internal import CallModel
internal import HashTreeCollections

/// The state of a call after some of its events: a left fold over them in their order.
///
/// A step costs the same however many events came before, and a copy shares with its original what neither has changed since.
struct FoldedSession: Sendable {
    /// When the first event happened.
    let startedAt: WallTime
    /// The first end; whatever comes after it is ignored.
    private(set) var end: EventLog.Entry?
    /// The event that queued the call.
    private(set) var queued: EventLog.Entry?
    /// The last `accepted`.
    private(set) var accepted: EventLog.Entry?
    /// The first `dialing`, which names the user who dials.
    private(set) var dialled: EventLog.Entry?
    /// The fold of an inbound call; `nil` for an outbound one.
    private var inbound: InboundFold?
    private var outbound: OutboundFold?

    /// The state before the first event.
    ///
    /// - Parameter first: Still to be applied.
    init(before first: CallEvent) {
        self.startedAt = first.at
        switch first.direction {
        case .inbound: self.inbound = InboundFold()
        case .outbound: self.outbound = OutboundFold(startedAt: first.at)
        }
    }

    /// Applies the next event, which none of those before comes after.
    mutating func apply(_ entry: EventLog.Entry) {
        guard self.end == nil else { return }
        switch entry.event.type {
        case .queued: self.queued = self.queued ?? entry
        case .accepted: self.accepted = entry
        case .dialing: self.dialled = self.dialled ?? entry
        case .ended: self.end = entry
        default: break
        }
        self.inbound?.apply(entry)
        self.outbound?.apply(entry)
    }

    /// Whether the call goes on.
    var isLive: Bool { self.end == nil }

    /// Whether the call waits in a queue and nobody has accepted it.
    var isWaiting: Bool { self.inbound?.isWaiting ?? false }

    /// The state of a member whom events named, `nil` for others; it may be one that is not shown.
    func party(_ user: String) -> PartyState? {
        if let inbound = self.inbound { return inbound.members[user] }
        return self.outbound.flatMap { $0.owner == user ? $0.party : nil }
    }

    /// Members whom events named.
    var named: Set<String> {
        self.inbound.map { Set($0.members.keys) } ?? self.outbound?.owner.map { [$0] } ?? []
    }

    /// The state of each further member who watched the queue: one for all of them, so that a team of hundreds costs nothing.
    var watching: PartyState? { self.inbound?.watching }

    /// The call itself, for the report, where no user has an entry.
    var unattended: PartyState {
        self.inbound?.unattended(startedAt: self.startedAt) ?? self.outbound?.party
            ?? PartyState(phase: .past, timer: .ring, updatedAt: self.startedAt)
    }
}

/// The state of a call for one user, after some of its events.
struct PartyState: Hashable {
    var phase: InteractionState
    /// Whether the call is in the user's list; one that was answered elsewhere is not.
    var isShown = true
    /// `nil` while undecided.
    var outcome: CallOutcome?
    var reason: String?
    /// The count of times that the call was offered.
    var attempts = 0
    /// The timer to show; it is among `timers`.
    var timer: CallTimer
    var timers = CallTimers()
    /// When the last event that changed this state happened.
    var updatedAt: WallTime

    /// Decides the outcome, unless it is decided already.
    mutating func decide(_ outcome: CallOutcome, reason: String?) {
        guard self.outcome == nil else { return }
        self.outcome = outcome
        self.reason = reason
    }

    /// Connects the call: the one outcome that replaces others.
    mutating func connect(_ outcome: CallOutcome, by event: CallEvent) {
        self.timers.endAll(at: event.at)
        self.timers.start(.connected, at: event.at)
        self.phase = .connected
        self.isShown = true
        self.timer = .connected
        self.outcome = outcome
        self.reason = event.reason
        self.updatedAt = event.at
    }

    /// Makes the entry past and all its timers final.
    mutating func finish(at time: WallTime, showing timer: CallTimer) {
        self.timers.endAll(at: time)
        self.phase = .past
        self.timer = timer
        self.updatedAt = time
    }
}
