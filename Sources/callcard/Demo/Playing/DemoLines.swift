/// Who speaks to the demo's server, each with a key of their own.
struct DemoLines: Sendable {
    /// The session service, which tells what happens to calls.
    let switchboard: PatientClient
    let flow: PatientClient
    /// Those whose work of the morning is played, by UPN.
    let people: [String: PatientClient]
}
