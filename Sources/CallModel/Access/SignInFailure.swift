/// Why somebody was not signed in. No case carries anything of a token or a person.
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
