import CallModel
import Sessions
import Testing

@Suite("T1 Calls whose end is not reported")
struct LostCallTests {
    private let maxIdle = Duration.seconds(14_400)

    private func lost(_ session: CallSession) throws -> CallSession {
        let event = try #require(session.lostEvent(after: self.maxIdle))
        var session = session
        session.receive(event, at: session.lastReceivedAt + self.maxIdle, team: .support)
        return session
    }

    @Test("Waiting: abandoned; dialling: not accepted; connected: accepted; each with the reason `lost`")
    func rows() throws {
        let calls: [(CallSession, EntrySummary)] = [
            (.inbound(Happening(.queued, 0)), EntrySummary(.past, .abandoned, .queue)),
            (.inbound(Happening(.accepted, 0, anna)), EntrySummary(.past, .accepted, .connected, open: true)),
            (.outbound(Happening(.dialing, 0, anna)), EntrySummary(.past, .notAccepted, .dialOut, open: true)),
            (
                .outbound(Happening(.dialing, 0, anna), Happening(.accepted, 5)),
                EntrySummary(.past, .destinationAccepted, .connected, open: true)
            ),
        ]
        for (call, sight) in calls {
            let session = try self.lost(call)
            #expect(session.summary(of: anna) == sight)
            #expect(session.interaction(of: anna)?.reason == "lost")
            #expect(session.interaction(of: anna)?.updatedAt == call.lastReceivedAt + self.maxIdle)
            #expect(!session.isLive)
        }
    }

    @Test("Only once; the event is the same however late it is asked for")
    func once() throws {
        let session = CallSession.inbound(Happening(.queued, 0))
        let event = try #require(session.lostEvent(after: self.maxIdle))
        #expect(session.lostEvent(after: self.maxIdle) == event)
        #expect(!SessionID.isValid(event.id), "no session service can use its id")
        #expect(try self.lost(session).lostEvent(after: self.maxIdle) == nil)
    }

    @Test("Its time counts from the arrival of the last event that had an effect, whatever its own time")
    func arrival() {
        var session = CallSession.inbound(Happening(.queued, -100_000))
        session.receive(Happening(.offered, -90_000, anna, id: "o").event(.inbound, number: 1), at: .at(50), team: .support)
        session.receive(Happening(.offered, -90_000, anna, id: "o").event(.inbound, number: 1), at: .at(60), team: .support)
        #expect(session.lostEvent(after: self.maxIdle)?.at == .at(14_450))
    }

    @Test("It comes after all that is known, also what lies ahead")
    func ahead() {
        var session = CallSession.inbound(Happening(.queued, 0))
        session.receive(Happening(.accepted, 299, anna).event(.inbound, number: 1), at: .at(1), team: .support)
        #expect(session.lostEvent(after: .seconds(1))?.at == .at(299))
    }
}
