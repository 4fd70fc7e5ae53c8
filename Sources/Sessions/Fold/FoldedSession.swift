internal import CallModel
internal import HashTreeCollections

/// The state of a call after some of its events: a left fold over them in their order.
///
/// A step costs the same however many events came before, and a copy shares with its original what neither has changed since.
struct FoldedSession: Sendable {
    /// When the first event happened.
    let startedAt: WallTime
    /// The first end: whatever comes after it counts for nothing.
    private(set) var end: EventLog.Entry?
    /// The event that queued the call.
    private(set) var queued: EventLog.Entry?
    /// The last event by which the call was taken.
    private(set) var accepted: EventLog.Entry?
    /// The event that tells who dials.
    private(set) var dialled: EventLog.Entry?
    /// One of the two, by the call's direction.
    private var inbound: InboundFold?
    private var outbound: OutboundFold?

    /// The state before the first event.
    ///
    /// - Parameter first: It is not taken yet.
    init(before first: CallEvent) {
        self.startedAt = first.at
        switch first.direction {
        case .inbound: self.inbound = InboundFold()
        case .outbound: self.outbound = OutboundFold(startedAt: first.at)
        }
    }

    /// Takes the next event, which none of those before comes after.
    mutating func take(_ entry: EventLog.Entry) {
        guard self.end == nil else { return }
        switch entry.event.type {
        case .queued: self.queued = self.queued ?? entry
        case .accepted: self.accepted = entry
        case .dialing: self.dialled = self.dialled ?? entry
        case .ended: self.end = entry
        case .offered, .declined, .unanswered, .ringing: break
        }
        self.inbound?.take(entry)
        self.outbound?.take(entry)
    }

    /// Whether the call goes on.
    var isLive: Bool { self.end == nil }

    /// Whether it waits in a queue, untaken.
    var isWaiting: Bool { self.inbound?.isWaiting ?? false }

    /// The entry of a member whom events named; it may not be shown.
    func track(of user: String) -> PartyState? {
        if let inbound = self.inbound { return inbound.members[user] }
        return self.outbound.flatMap { $0.owner == user ? $0.track : nil }
    }

    /// Members whom events named.
    var named: Set<String> {
        self.inbound.map { Set($0.members.keys) } ?? self.outbound?.owner.map { [$0] } ?? []
    }

    /// The entry of each further member who watched the queue: one for all of them, so that a team of hundreds costs nothing.
    var watching: PartyState? { self.inbound?.watching }

    /// The call itself, should nobody have an entry.
    var unattended: PartyState {
        self.inbound?.unattended(startedAt: self.startedAt) ?? self.outbound?.track
            ?? PartyState(state: .past, timer: .ring, updatedAt: self.startedAt)
    }
}
