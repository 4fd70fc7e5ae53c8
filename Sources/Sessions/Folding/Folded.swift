internal import CallModel

/// The state of a session: what its events come to.
struct Folded: Hashable {
    /// When the first event happened.
    var startedAt: WallTime
    /// Whether the call goes on.
    var isLive = true
    /// Whether it waits in a queue, untaken.
    var isWaiting = false
    /// Entries of members whom events named, by user; some are not shown.
    var tracks: [String: Track] = [:]
    /// The entry of each further member who watched the queue: one for all of them, so that a team of hundreds costs nothing.
    var watching: Track?
    /// The call itself, should nobody have an entry.
    var unattended: Track

    /// Folds events that are in order, up to the first end.
    ///
    /// - Parameters:
    ///   - events: At least one.
    ///   - audience: Members who saw the call while it was queued.
    ///   - unseen: Ids of events whose user is to have no entry by them.
    init(_ events: [CallEvent], audience: Set<String>, unseen: Set<String>) {
        let end = events.firstIndex { $0.type == .ended } ?? events.index(before: events.endIndex)
        let told = events[...end]
        let first = events[0]
        switch first.direction {
        case .inbound: self = InboundFold(told, audience: audience, unseen: unseen).result(startedAt: first.at)
        case .outbound: self = OutboundFold(told).result(startedAt: first.at, unseen: unseen)
        }
        self.isLive = events[end].type != .ended
    }

    init(startedAt: WallTime, unattended: Track) {
        self.startedAt = startedAt
        self.unattended = unattended
    }
}
