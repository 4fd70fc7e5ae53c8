import CallModel
import Sessions
import Testing

/// One way in which a call out comes to nothing.
struct OutboundFailure: CustomTestStringConvertible {
    let row: String
    let happening: Happening
    let outcome: CallOutcome
    let reason: String?

    var testDescription: String { self.row }

    static let all = [
        OutboundFailure("O4 S32 declined", .init(.declined, 9), .destinationDeclined, nil),
        OutboundFailure("O4 S32 ended", .init(.ended, 9, reason: "declined"), .destinationDeclined, "declined"),
        OutboundFailure("O5 S29 declined(u)", .init(.declined, 9, anna), .notAccepted, "declined"),
        OutboundFailure("O5 S29 ended(u)", .init(.ended, 9, anna, reason: "declined"), .notAccepted, "declined"),
        OutboundFailure("O6 S30 userAborted", .init(.ended, 9, reason: "userAborted"), .userAborted, "userAborted"),
        OutboundFailure("O6 S30 abandoned", .init(.ended, 9, reason: "abandoned"), .userAborted, "abandoned"),
        OutboundFailure("O7 S33 notReached", .init(.ended, 9, reason: "notReached"), .destinationNotReached, "notReached"),
        OutboundFailure("O8 S29 busy", .init(.ended, 9, reason: "busy"), .notAccepted, "busy"),
        OutboundFailure("O8 S29 unknown code", .init(.ended, 9, reason: "q850-27"), .notAccepted, "q850-27"),
        OutboundFailure("O8 S29 no code", .init(.ended, 9), .notAccepted, nil),
    ]

    init(_ row: String, _ happening: Happening, _ outcome: CallOutcome, _ reason: String?) {
        self.row = row
        self.happening = happening
        self.outcome = outcome
        self.reason = reason
    }
}
