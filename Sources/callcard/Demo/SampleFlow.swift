import ArgumentParser
import CallModel
import Foundation
import StrictJSON

/// A flow as Power Automate runs it: it hears of a call, looks the number up somewhere, and updates the task through the public
/// interface: mostly late, now and then twice, and once after the call is over.
struct SampleFlow {
    /// What the flow does for one number.
    private struct Run {
        let delay: Duration
        let times: Int
        let body: [UInt8]
    }

    let client: ServerClient
    private let runs: [String: Run]

    /// - Parameter path: A JSON file, a list of task updates with `number`, `afterMs` and `times`.
    init(client: ServerClient, updates path: String) throws {
        let bytes = FileManager.default.contents(atPath: path).map(Array.init) ?? []
        let updates = (try? StrictJSON.parse(bytes))?.arrayValue?.compactMap(\.objectValue) ?? []
        guard !updates.isEmpty else {
            Terminal.error("flow.json holds no updates")
            throw ExitCode.noInput
        }
        self.client = client
        self.runs = Dictionary(updates.compactMap(Self.run), uniquingKeysWith: { first, _ in first })
    }

    private static func run(_ update: JSONObject) -> (String, Run)? {
        guard let number = update["number"]?.stringValue else { return nil }
        var body = update
        for name in ["number", "afterMs", "times"] { body[name] = nil }
        let run = Run(
            delay: .milliseconds(update["afterMs"]?.intValue ?? 1_000), times: update["times"]?.intValue ?? 1,
            body: JSONValue.object(body).encoded())
        return (number, run)
    }

    /// Hears of a call; answers in its own time. That nobody waits any more is no failure.
    func hear(of session: String, from number: String) {
        guard let run = self.runs[number] else { return }
        Task {
            for _ in 0..<run.times {
                try await Task.sleep(for: run.delay)
                _ = try await self.client.send("PUT", "/v1/tasks/\(session)", body: run.body)
            }
        }
    }
}
