/// Signs people in with an account that they have elsewhere, in a browser.
public protocol SignInProvider: HealthCheck {
    /// The URL to which the browser is sent, so that its user proves there who they are.
    func address(for attempt: SignInAttempt) async throws(SignInFailure) -> String

    /// The account of the person who came back with `answer`. It does not end: how long they stay is not the provider's to say.
    func account(bringing answer: SignInAnswer, from attempt: SignInAttempt) async throws(SignInFailure) -> SignInAccount

    /// The rights that an account has by the rules in force; `nil` where it has no part any more.
    func rights(of account: SignInAccount) -> (role: Role, services: ServiceScope)?
}

/// What is kept of a person's account elsewhere while they are signed in: enough to work out their rights anew for each request, and so
/// little that it fits into a cookie.
public struct SignInAccount: Hashable, Sendable, Redacted {
    /// A UPN in lower case.
    public let user: String
    /// Digests of what the rules have found in the person's claims.
    public let grants: Set<UInt64>

    /// An account that the provider has proven.
    public init(user: String, grants: Set<UInt64>) {
        self.user = user
        self.grants = grants
    }
}

/// What a provider has the browser bring back (RFC 6749, 4.1.2).
public struct SignInAnswer: Hashable, Sendable, Redacted {
    /// The code that stands for the person's token, once.
    public let code: Sensitive<String>
    /// The issuer that the answer names (RFC 9207); `nil` where it names none.
    public let issuer: String?

    /// An answer as it came in the URL.
    public init(code: Sensitive<String>, issuer: String?) {
        self.code = code
        self.issuer = issuer
    }
}

/// The values that tie a sign-in's end to its beginning: random texts of one attempt, known to nobody else.
public struct SignInAttempt: Hashable, Sendable, Redacted {
    /// The text that comes back in the URL (RFC 6749, 4.1.1).
    public let state: String
    /// The text that comes back inside of the ID token (OpenID Connect Core 1.0, 3.1.2.1).
    public let nonce: String
    /// Proves that the code is brought by the side that asked for it: 43 to 128 unreserved characters (RFC 7636, 4.1).
    public let verifier: String
    /// The URL to which the browser comes back; the same in both steps.
    public let redirect: String

    /// An attempt of the given random texts; whether they are as long as they must be is not checked.
    public init(state: String, nonce: String, verifier: String, redirect: String) {
        self.state = state
        self.nonce = nonce
        self.verifier = verifier
        self.redirect = redirect
    }
}

/// Why a person was not signed in. No case carries anything of a token or a person.
public enum SignInFailure: String, Error, Hashable, Sendable, CaseIterable {
    /// The provider does not answer, or not as it must.
    case unavailable
    /// The provider does not take the code, or not from us.
    case refused
    /// What it says of the person is not proven, or is about another attempt.
    case unproven
    /// It is proven, and gives this person no part in Callcard.
    case stranger

    /// One word for logs and metrics.
    public var label: String { self.rawValue }
}
