import CallModel
import OutboundHTTP
import Testing

@testable import Flows

@Suite("R10 B16 What an answer to a post means")
struct TriggerPostOutcomeTests {
    private static let again = TriggerPostOutcome.failed(retryAfter: nil)

    @Test(
        "2xx is delivered, 410 ends the subscription, 404 may in time, all else fails, redirects too",
        arguments: [
            (200, TriggerPostOutcome.delivered), (202, .delivered), (204, .delivered), (410, .gone), (301, again), (307, again),
            (308, again), (400, again), (401, again), (404, .notFound(retryAfter: nil)), (408, again), (429, again), (500, again),
            (503, again),
        ])
    func statuses(status: Int, outcome: TriggerPostOutcome) {
        #expect(TriggerPostOutcome(HTTPAnswer(status: status), now: WallTime(milliseconds: 0)) == outcome)
    }

    @Test("Metrics tell no ways of failing apart", arguments: [again, .notFound(retryAfter: .seconds(1)), .unanswered])
    func label(outcome: TriggerPostOutcome) {
        #expect(outcome.label == "failed")
    }

    @Test("Retry-After is honoured, from 1 to 300 s", arguments: [("30", 30), ("0", 1), ("86400", 300)])
    func retryAfter(text: String, seconds: Int) {
        let answer = HTTPAnswer(status: 503, headers: [("retry-after", text)])
        #expect(TriggerPostOutcome(answer, now: WallTime(milliseconds: 0)) == .failed(retryAfter: .seconds(seconds)))
    }

    @Test(
        "What may not be sent is not tried again; what did not get through is",
        arguments: [
            (TransportError.blockedDestination, TriggerPostOutcome.refused), (.unusable, .refused), (.timeout, .unanswered),
            (.connect, .unanswered), (.dns, .unanswered), (.tls, .unanswered), (.malformed, .unanswered),
        ])
    func errors(error: TransportError, outcome: TriggerPostOutcome) {
        #expect(TriggerPostOutcome(error) == outcome)
    }
}
