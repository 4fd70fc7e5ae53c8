/// Who speaks to the demo's server, each with a key of their own.
struct DemoClients: Sendable {
    /// The session service, which tells what happens to calls.
    let switchboard: RetryingClient
    let flow: RetryingClient
    /// Those whose work of the morning is played, by UPN.
    let people: [String: RetryingClient]
}
