import ArgumentParser
import Foundation
import StrictJSON

/// Plays calls as a session service would, through the public interface: one every few seconds, round and round.
struct Simulator {
    let client: ServerClient
    private let calls: [JSONObject]

    /// - Parameter path: A JSON file, a list of `{"service", "number"}`.
    init(client: ServerClient, calls path: String) throws {
        let bytes = FileManager.default.contents(atPath: path).map(Array.init) ?? []
        let calls = (try? StrictJSON.parse(bytes))?.arrayValue?.compactMap(\.objectValue) ?? []
        guard !calls.isEmpty else {
            Terminal.error("calls.json holds no calls")
            throw ExitCode.noInput
        }
        self.client = client
        self.calls = calls
    }

    /// Plays until it is told to stop or its task is cancelled, and counts on one line of standard error. It never names a caller.
    func run(until isOver: () -> Bool) async throws {
        let ink = Ink(for: FileHandle.standardError.fileDescriptor)
        var tally = CallTally()
        while !isOver() {
            var call = self.calls[tally.played % self.calls.count]
            call["session"] = .string("demo-\(tally.played + 1)")
            let (status, body) = try await self.client.send("POST", "/v1/lookups", body: JSONValue.object(call).encoded())
            tally.count(status: status, body: body)
            Terminal.progress("  " + tally.line(ink))
            try await Task.sleep(for: .milliseconds(.random(in: 1_500...3_500)))
        }
    }
}
