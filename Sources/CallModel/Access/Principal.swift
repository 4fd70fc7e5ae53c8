/// The user or system that calls the interface, once their credential is checked.
public struct Principal: Hashable, Sendable {
    /// The key's id, or a name made from a token's subject that no key can have; fit for logs.
    public let id: String
    /// The purpose of the credential.
    public let role: Role
    /// The services that the credential reaches.
    public let services: ServiceScope
    /// The user behind an `agent` or `owner`, as a UPN in lower case.
    public let user: String?
    /// The end of the credential's validity, for event streams and the like, which outlive a request; `nil` where it has none.
    public let expiresAt: WallTime?
    /// The reading that goes first of numbers without `+` that this credential sends.
    public let withoutPlus: WithoutPlus

    /// A principal whose credential has been checked. `user` must be in lower case.
    public init(
        id: String, role: Role, services: ServiceScope, user: String? = nil, expiresAt: WallTime? = nil,
        withoutPlus: WithoutPlus = .national
    ) {
        self.id = id
        self.role = role
        self.services = services
        self.user = user
        self.expiresAt = expiresAt
        self.withoutPlus = withoutPlus
    }
}

/// The purpose of a credential. Raw values are the contract's words.
public enum Role: String, Hashable, Sendable, CaseIterable {
    /// The switch or contact centre: looks callers up and reports calls.
    case sessionService
    /// Sets up a service: templates, codes, connectors.
    case owner
    /// An automation that is told of calls and states facts.
    case flow
    /// Takes calls and concludes them.
    case agent
    /// Runs the server: watches, reloads, forgets.
    case `operator`
}

/// Checks credentials.
public protocol Authenticator: Sendable {
    /// The principal behind `credential` (an API key or a bearer token, as it came); `nil` where it proves nothing.
    func principal(presenting credential: String) async -> Principal?

    /// The id of the key that `credential` says it is; `nil` where there is no such key, and where it is none. Nothing is proven by it.
    func keyID(claimedBy credential: String) -> String?
}

extension Authenticator {
    /// Nothing: it knows no keys.
    public func keyID(claimedBy _: String) -> String? { nil }
}
