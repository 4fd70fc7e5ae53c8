import CallModel
import Flows
import Sessions
import Testing

@testable import Application

@Suite("What is told of errors from below")
struct RefusalTests {
    @Test("Each fault of an event has a member and words", arguments: EventFault.allCases)
    func eventFaults(fault: EventFault) {
        let refusal = Refusal(SessionStoreError.event([fault]))
        #expect(refusal.code == .invalidValue && refusal.detail == fault.detail)
        let member: [String] =
            switch fault {
            case .id: ["id"]
            case .reason: ["reason"]
            case .directionMissing, .directionChanged: ["direction"]
            case .serviceMissing, .serviceChanged: ["service"]
            case .typeUnfit: ["type"]
            case .userMissing, .user: ["user"]
            case .tooFarAhead: ["at"]
            case .tooMany: []
            }
        #expect(refusal.faults.map(\.member) == [member])
    }

    @Test(
        "Each fault of a conclusion has its code and member",
        arguments: [
            (ConclusionFault.codeRequired(.primaryCode), Refusal.Code.codeRequired, ["primaryCode"]),
            (.unknownCode(.secondaryCode), .unknownCode, ["secondaryCode"]),
            (.codesOff(.primaryCode), .invalidValue, ["primaryCode"]),
            (.tagsOff, .invalidValue, ["tags"]), (.tooManyTags, .invalidValue, ["tags"]),
            (.tag(2, .number), .invalidValue, ["tags", "2"]),
        ])
    func conclusionFaults(fault: ConclusionFault, code: Refusal.Code, member: [String]) {
        let refusal = Refusal(SessionStoreError.conclusion(.faults([fault])))
        #expect(refusal.code == code && refusal.faults == [.init(member, code, fault.detail)])
    }

    @Test("Of several faults the first names the refusal")
    func severalFaults() {
        let refusal = Refusal(SessionStoreError.conclusion(.faults([.unknownCode(.primaryCode), .tagsOff])))
        #expect(refusal.code == .unknownCode && refusal.faults.count == 2)
    }

    @Test(
        "What another try may mend says when",
        arguments: [
            (Refusal(SessionStoreError.overloaded), Refusal.Code.overloaded, Duration.seconds(1)),
            (Refusal(SessionStoreError.journal(.corrupt)), .journalUnavailable, .seconds(1)),
            (Refusal(SubscriptionError.full), .overloaded, .seconds(60)),
            (Refusal(SubscriptionError.noKey), .journalUnavailable, .seconds(1)),
        ])
    func retries(refusal: Refusal, code: Refusal.Code, pause: Duration) {
        #expect(refusal.code == code && refusal.retryAfter == pause && refusal.faults.isEmpty)
    }

    @Test(
        "The name of a member is shown only where it can be no number and no person",
        arguments: [("colour", true), ("+493023125123", false), ("Anna Meier", false), ("a1", false), ("", false), ("ä", false)])
    func names(name: String, canShow: Bool) {
        #expect(Refusal.Fault.canShow(name) == canShow)
    }
}
