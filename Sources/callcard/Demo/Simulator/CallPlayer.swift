import CallModel
import OutboundHTTP
import StrictJSON

/// Plays one call: tells what happens to it as a session service would, and what a flow finds out meanwhile.
struct CallPlayer: Sendable {
    let call: DayCall
    /// The session's id, new for each call.
    let session: String
    /// Who calls this time.
    let number: String?
    let start: Moment
    let pace: Pace
    let lines: DemoClients
    let board: Scoreboard

    /// A moment on both clocks: the first is slept by, the second is told.
    struct Moment: Sendable {
        let instant: ContinuousClock.Instant
        let wall: WallTime

        static func + (moment: Self, duration: Duration) -> Self {
            Self(instant: moment.instant + duration, wall: moment.wall + duration)
        }
    }

    /// Returns when the call and its flow are over, or at once when its task is cancelled.
    func play() async {
        await withTaskGroup { group in
            if let flow = self.call.flow { group.addTask { await self.play(flow) } }
            group.addTask {
                for (place, step) in self.call.course.enumerated() {
                    guard await self.wait(for: step.after) else { return }
                    await self.tell(step, at: place)
                }
            }
        }
    }

    /// - Returns: Whether the time has come; it has not where the task was cancelled.
    private func wait(for time: Duration) async -> Bool {
        let moment = self.start + self.pace.time(for: time)
        return (try? await Task.sleep(until: moment.instant, clock: .continuous)) != nil
    }

    private func tell(_ step: DayStep, at place: Int) async {
        let path = "/v1/sessions/\(self.session)/events"
        let body = JSONValue.object(self.event(step, at: place)).encoded()
        guard let answer = await self.lines.switchboard.send("POST", path, body: body) else { return }
        self.board.note(step, of: self.call, isFirst: place == 0, status: answer.status)
    }

    /// The contract's event. The first one says who calls whom.
    private func event(_ step: DayStep, at place: Int) -> JSONObject {
        let at = self.start + self.pace.time(for: step.after)
        var event: JSONObject = [
            "id": .string("e-\(place + 1)"), "type": .string(step.type.rawValue), "at": .string(at.wall.description),
        ]
        if let user = step.user { event["user"] = .string(user) }
        if let reason = step.reason { event["reason"] = .string(reason) }
        guard place == 0 else { return event }
        let direction: CallDirection = step.type == .dialing ? .outbound : .inbound
        event["direction"] = .string(direction.rawValue)
        event["service"] = .string(self.call.service)
        var caller = JSONObject()
        caller["number"] = self.number.map { .string($0) }
        caller["ip"] = self.call.ip.map { .string($0) }
        if !caller.members.isEmpty { event["caller"] = .object(caller) }
        return event
    }

    /// That nobody waits any more is no failure: flows are late.
    private func play(_ flow: DayFlow) async {
        let body = JSONValue.object(flow.update).encoded()
        for time in 0..<flow.times {
            guard await self.wait(for: flow.after + .seconds(time)) else { return }
            _ = await self.lines.flow.send("PUT", "/v1/tasks/\(self.session)", body: body)
        }
    }
}
