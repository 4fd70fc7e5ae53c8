/// Checks credentials.
public protocol Authenticator: Sendable {
    /// Who presents `credential` (an API key or a bearer token, as it came); `nil` where it proves nothing.
    func principal(presenting credential: String) async -> Principal?
}
