import OutboundHTTP

/// The clients of the demo's server, each with a key of its own.
struct DemoClients: Sendable {
    /// The session service, which reports what happens to calls.
    let switchboard: RetryingClient
    let flow: RetryingClient
    /// Agents whose work of the morning is played, by UPN.
    let people: [String: RetryingClient]
}

/// A client with one key that waits when the server asks it to, and tries again when there is no answer; it sends nothing once the
/// demo is over.
///
/// Trying again is safe: an event counts once, however often it comes, and so do a flow's update and a conclusion.
struct RetryingClient: Sendable {
    /// The maximum number of attempts of one request.
    private static let attempts = 6
    /// The longest pause between two attempts.
    private static let longestPause = Duration.seconds(5)

    let client: ServerClient
    let isOver: @Sendable () -> Bool

    /// - Returns: The answer; `nil` where there was none in the end, or the demo is over.
    func send(_ method: String, _ path: String, body: [UInt8]? = nil) async -> HTTPAnswer? {
        var pause = Duration.milliseconds(250)
        for _ in 1...Self.attempts {
            guard !self.isOver(), !Task.isCancelled else { return nil }
            let answer = try? await self.client.exchange(method, path, body: body)
            if let answer, answer.status != 429, answer.status != 503 { return answer }
            let asked = answer?.header("retry-after").flatMap { Int64($0) }.map { Duration.seconds($0) }
            // Cancelled, it returns at once, and no further attempt is made.
            try? await Task.sleep(for: min(max(asked ?? pause, pause), Self.longestPause))
            pause = pause * 2
        }
        return nil
    }
}
