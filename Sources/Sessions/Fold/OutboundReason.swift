internal import CallModel

/// The reasons of outbound calls that decide their outcome; any other is shown as it is.
enum OutboundReason {
    static let declined = "declined"
    static let userAborted = "userAborted"
    static let abandoned = "abandoned"
    static let notReached = "notReached"

    /// What a call that nobody took came to by a `declined` or `ended`.
    static func outcome(of event: CallEvent) -> CallOutcome {
        switch event.type == .declined ? self.declined : event.reason {
        // Whoever declines is named, unless it is the destination.
        case self.declined: event.user == nil ? .destinationDeclined : .notAccepted
        case self.userAborted, self.abandoned: .userAborted
        case self.notReached: .destinationNotReached
        default: .notAccepted
        }
    }
}
