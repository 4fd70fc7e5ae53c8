import CallModel
import Sessions
import Testing

@Suite("S26 Outbound calls")
struct OutboundTests {
    private static let dialled = CallSession.outbound(Happening(.dialing, 0, anna))
    private static let rung = Self.dialled.after(Happening(.ringing, 3))

    @Test("O1 S27 Dialling: the time of dialling out runs, and nobody else ever sees it")
    func dialing() {
        #expect(Self.dialled.summary(of: anna) == EntrySummary(.dialing, .dialOut))
        #expect(Self.dialled.timers(of: anna)?.dialOut == .from(0))
        #expect(Self.dialled.timers(of: anna)?.present == [.dialOut])
        #expect(Self.dialled.interaction(of: anna)?.attempts == 1)
        #expect(Self.dialled.users == [anna])
        #expect(!Self.dialled.isWaiting)
    }

    @Test("O2 S28 Ringing over there: the ring time runs, dialling out is final")
    func ringing() {
        #expect(Self.rung.summary(of: anna) == EntrySummary(.ringing, .ring))
        #expect(Self.rung.timers(of: anna)?.dialOut == .from(0, to: 3))
        #expect(Self.rung.timers(of: anna)?.ring == .from(3))
    }

    @Test("O3 S31 Destination accepted: connected, open", arguments: [Self.dialled, Self.rung])
    func accepted(before: CallSession) {
        let session = before.after(Happening(.accepted, 9))
        #expect(session.summary(of: anna) == EntrySummary(.connected, .destinationAccepted, .connected, open: true))
        #expect(session.timers(of: anna)?.connected == .from(9))
        #expect(session.timers(of: anna)?.present.filter { session.timers(of: anna)?[$0]?.endedAt == nil } == [.connected])
    }

    @Test("O4 to O8 Not accepted: past and open, with the outcome by event and reason", arguments: OutboundFailure.all)
    func failed(failure: OutboundFailure) {
        let afterRinging = Self.rung.after(failure.happening)
        #expect(afterRinging.summary(of: anna) == EntrySummary(.past, failure.outcome, .ring, open: true))
        #expect(afterRinging.interaction(of: anna)?.reason == failure.reason)
        #expect(afterRinging.timers(of: anna)?.ring == .from(3, to: 9))
        let afterDialling = Self.dialled.after(failure.happening)
        #expect(afterDialling.summary(of: anna) == EntrySummary(.past, failure.outcome, .dialOut, open: true))
        #expect(afterDialling.timers(of: anna)?.dialOut == .from(0, to: 9))
    }

    @Test("O4 O5 The end after a refusal changes nothing but that the call is over", arguments: [nil, anna])
    func endedAfterDeclined(user: String?) {
        let declined = Self.rung.after(Happening(.declined, 9, user))
        let ended = declined.after(Happening(.ended, 10, reason: "busy"))
        #expect(declined.isLive)
        #expect(!ended.isLive)
        #expect(ended.interaction(of: anna) == declined.interaction(of: anna))
    }

    @Test("O3 Only a later accepted replaces an outcome", arguments: [nil, anna])
    func acceptedAfterDeclined(user: String?) {
        let session = Self.rung.after(Happening(.declined, 9, user)).after(Happening(.accepted, 12))
        #expect(session.summary(of: anna) == EntrySummary(.connected, .destinationAccepted, .connected, open: true))
        #expect(session.interaction(of: anna)?.reason == nil)
    }

    @Test(
        "O9 Accepted, then over: destination accepted, whatever the reason",
        arguments: [nil, "declined", "userAborted", "abandoned", "notReached", "busy"])
    func endedAfterAccepted(reason: String?) {
        let session = Self.rung.after(Happening(.accepted, 9)).after(Happening(.ended, 99, reason: reason))
        #expect(session.summary(of: anna) == EntrySummary(.past, .destinationAccepted, .connected, open: true))
        #expect(session.timers(of: anna)?.connected == .from(9, to: 99))
    }

    @Test("Steps may be missing: dialling out starts at the first that is known")
    func missingSteps() {
        let rung = CallSession.outbound(Happening(.ringing, 3, anna))
        #expect(rung.summary(of: anna) == EntrySummary(.ringing, .ring))
        #expect(rung.timers(of: anna)?.dialOut == .from(3, to: 3))
        let ended = CallSession.outbound(Happening(.ended, 9, anna, reason: "declined"))
        #expect(ended.summary(of: anna) == EntrySummary(.past, .notAccepted, .dialOut, open: true))
        #expect(ended.timers(of: anna)?.dialOut == .from(9, to: 9))
    }

    @Test("The user who calls is the one of `dialing`, also when it comes last")
    func dialledLast() {
        let session = CallSession.outbound(
            Happening(.ended, 9, reason: "busy"), Happening(.ringing, 3), Happening(.dialing, 0, anna))
        #expect(session.interactions == Self.rung.after(Happening(.ended, 9, reason: "busy")).interactions)
    }

    @Test("Calls out that failed are in neither filter but all")
    func filters() {
        for outcome in [CallOutcome.destinationDeclined, .destinationNotReached, .userAborted, .notAccepted] {
            #expect(OutcomeFilter.allCases.filter { $0.includes(outcome) } == [.all])
        }
        #expect(OutcomeFilter.accepted.includes(.destinationAccepted))
    }
}

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
