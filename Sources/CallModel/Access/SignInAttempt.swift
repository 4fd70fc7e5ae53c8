/// What ties a sign-in's end to its beginning. All of it is random text of one attempt, known to nobody else.
public struct SignInAttempt: Hashable, Sendable, Redacted {
    /// Comes back in the URL (RFC 6749, 4.1.1).
    public let state: String
    /// Comes back inside of the ID token (OpenID Connect Core 1.0, 3.1.2.1).
    public let nonce: String
    /// Proves that whoever brings the code is whoever asked for it: 43 to 128 unreserved characters (RFC 7636, 4.1).
    public let verifier: String
    /// Where the browser comes back to; the same in both steps.
    public let redirect: String

    public init(state: String, nonce: String, verifier: String, redirect: String) {
        self.state = state
        self.nonce = nonce
        self.verifier = verifier
        self.redirect = redirect
    }
}
