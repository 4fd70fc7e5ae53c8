import ArgumentParser
import CallModel
import OutboundHTTP
import StrictJSON

/// Plays the day through the public interface: the morning at once, then a round of calls after the other.
struct DayPlayer: Sendable {
    let day: Day
    let clients: DemoClients
    let pace: Pace
    let board: Scoreboard
    let time: any TimeSource

    /// Reports the calls of the morning, so that lists have something in them when they are first opened.
    func playMorning() async {
        for (place, call) in self.day.morning.enumerated() {
            // What is past is past at any pace.
            let start = self.now + call.start
            let session = "morning-\(place + 1)"
            await CallPlayer(
                call: call, session: session, number: call.number(inRound: 0), start: start, pace: .life, clients: self.clients,
                board: self.board
            ).play()
            if let conclusion = call.conclusion { await self.conclude(session, conclusion) }
        }
    }

    /// Plays rounds until its task is cancelled.
    func playRounds() async {
        var start = self.now
        var round = 0
        await withDiscardingTaskGroup { group in
            while !Task.isCancelled {
                for (place, call) in self.day.round.enumerated() {
                    let begin = start + self.pace.time(for: call.start)
                    guard (try? await Task.sleep(until: begin.instant, clock: .continuous)) != nil else { return }
                    let player = CallPlayer(
                        call: call, session: "round-\(round + 1)-\(place + 1)", number: call.number(inRound: round), start: begin,
                        pace: self.pace, clients: self.clients, board: self.board)
                    group.addTask { await player.play() }
                }
                let next = start + self.pace.time(for: self.day.length)
                // A machine that was asleep does not catch up.
                start = next.instant < ContinuousClock.now ? self.now : next
                round += 1
            }
        }
    }

    private var now: CallPlayer.Moment { .init(instant: ContinuousClock.now, wall: self.time.wallNow()) }

    /// Saves codes and tags as their user would, on the interaction that the call is for them.
    private func conclude(_ session: String, _ conclusion: DayConclusion) async {
        guard let client = self.clients.people[conclusion.user],
            let answer = await client.send("GET", "/v1/users/me/interactions?limit=200"),
            let items = (try? StrictJSON.parse(answer.body))?.objectValue?["items"]?.arrayValue?.compactMap(\.objectValue),
            let entry = items.first(where: { $0["session"]?.stringValue == session })?["id"]?.stringValue
        else { return self.board.complain("an entry that was to be concluded is not there") }
        let saved = await client.send(
            "PUT", "/v1/users/me/interactions/\(entry)/conclusion", body: JSONValue.object(conclusion.body).encoded())
        if let saved, saved.status != 200 { self.board.complain("a conclusion was refused (\(saved.status))") }
    }
}

/// The speed at which the day is played: 2 makes a minute of it half a minute.
struct Pace: Sendable, ExpressibleByArgument {
    /// The range of speeds that the command accepts.
    static let range = 0.1...100.0

    private let factor: Double

    static let life = Pace(factor: 1)

    private init(factor: Double) {
        self.factor = factor
    }

    init?(argument: String) {
        guard let factor = Double(argument), Self.range.contains(factor) else { return nil }
        self.init(factor: factor)
    }

    var defaultValueDescription: String { self.factor == 1 ? "1" : "\(self.factor)" }

    /// The time that a duration of the day takes at this speed.
    func time(for duration: Duration) -> Duration { duration / self.factor }
}
