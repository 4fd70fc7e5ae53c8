/// Who is calling our interface, once their credential is checked.
public struct Principal: Hashable, Sendable {
    /// The key's id, or a name made from a token's subject that no key can have; fit for logs.
    public let id: String
    public let role: Role
    public let services: ServiceScope
    /// The user behind an `agent` or `owner`, as a UPN in lower case.
    public let user: String?
    /// When the credential stops being good, for what outlives a request, such as event streams; `nil` where it doesn't expire.
    public let expiresAt: WallTime?

    public init(id: String, role: Role, services: ServiceScope, user: String? = nil, expiresAt: WallTime? = nil) {
        self.id = id
        self.role = role
        self.services = services
        self.user = user
        self.expiresAt = expiresAt
    }
}
