import ArgumentParser
import Foundation
import StrictJSON

/// Plays calls as a session service would, through the public interface: a new one every few seconds, round and round. Each is
/// queued, rings, is taken or not, and ends; a flow adds what it knows.
struct Simulator {
    let client: ServerClient
    let flow: SampleFlow
    private let calls: [SampleCall]

    /// - Parameter path: A JSON file, a list of `{"service", "number", "user", "course"}`.
    init(client: ServerClient, flow: SampleFlow, calls path: String) throws {
        let bytes = FileManager.default.contents(atPath: path).map(Array.init) ?? []
        let calls = (try? StrictJSON.parse(bytes))?.arrayValue?.compactMap(\.objectValue).compactMap(SampleCall.init) ?? []
        guard !calls.isEmpty else {
            Terminal.error("calls.json holds no calls")
            throw ExitCode.noInput
        }
        self.client = client
        self.flow = flow
        self.calls = calls
    }

    /// Plays until it is told to stop or its task is cancelled, and counts on one line of standard error. It never names a caller.
    func run(until isOver: () -> Bool) async throws {
        let ink = Ink(for: FileHandle.standardError.fileDescriptor)
        var tally = CallTally()
        while !isOver() {
            let call = self.calls[tally.played % self.calls.count]
            let session = "demo-\(tally.played + 1)"
            for (index, event) in call.events.enumerated() where !isOver() {
                let (status, _) = try await self.client.send(
                    "POST", "/v1/sessions/\(session)/events", body: JSONValue.object(event).encoded())
                if status != 202 { tally.countFailure() }
                if index == 0 {
                    self.flow.hear(of: session, from: call.number)
                    // What is known when it rings.
                    let (status, body) = try await self.client.send(
                        "GET", "/v1/sessions/\(session)/context?afterRevision=1&waitMs=300")
                    tally.count(status: status, body: body)
                    Terminal.progress("  " + tally.line(ink))
                }
                try await Task.sleep(for: .milliseconds(.random(in: 400...1_200)))
            }
        }
    }
}
