public import CallModel

/// A link that signs somebody in once. Whoever has it is that person.
public struct SignInLink: Hashable, Sendable, Redacted {
    public let user: String
    public let url: String
}
