/// One thing wrong with a posted event. No case carries a value of the event.
package enum EventFault: Error, Hashable, Sendable, CaseIterable {
    /// `id` is not 1–128 of `A-Z a-z 0-9 . _ ~ -`.
    case id
    /// `reason` is not 1–128 of the same.
    case reason
    /// The first event to arrive does not name the direction.
    case directionMissing
    /// The session has the other direction.
    case directionChanged
    /// The first event to arrive does not name the service.
    case serviceMissing
    /// The session is another service's.
    case serviceChanged
    /// The type is one of calls in the other direction.
    case typeUnfit
    /// The type needs a user, and none is named.
    case userMissing
    /// `user` is longer than 320 bytes, or holds white space or control characters.
    case user
    /// `at` is more than five minutes ahead.
    case tooFarAhead
    /// The session has as many events as it may; only its end is taken.
    case tooMany

    /// The advice for the sender; one sentence.
    package var detail: String {
        switch self {
        case .id: "An event's id has 1 to 128 of A-Z a-z 0-9 . _ ~ -."
        case .reason: "A reason has 1 to 128 of A-Z a-z 0-9 . _ ~ -."
        case .directionMissing: "The first event of a session names its direction."
        case .directionChanged: "A session keeps the direction that its first event named."
        case .serviceMissing: "The first event of a session names its service."
        case .serviceChanged: "A session keeps the service that its first event named."
        case .typeUnfit: "Calls in this direction have no such event."
        case .userMissing: "This event needs a user."
        case .user: "A user is a UPN of at most 320 bytes, without white space."
        case .tooFarAhead: "The time is more than five minutes ahead of ours."
        case .tooMany: "A session takes \(CallSession.mostEvents) events; after that only its ended."
        }
    }
}
