internal import CallModel

/// Who reads or changes their own list.
struct UserAccess {
    /// A UPN in lower case.
    let user: String
    /// The services that the credential reaches.
    let scope: ServiceScope

    /// Roles of routes below `/v1/users/{user}`.
    static let roles = Endpoint.Access.roles([.agent, .owner])

    /// - Throws: 404 for any other user than the credential's own.
    init(_ call: APIRequest) throws(Problem) {
        guard let principal = call.principal else { throw Problem(.unauthenticated, "A key is needed.") }
        let named = call.parameter("user").lowercased()
        guard let user = principal.user, named == "me" || named == user else {
            throw Problem(.notFound, "There is no such user for this key.")
        }
        self.user = user
        self.scope = principal.services
    }

    /// The services to look at; `nil` for all.
    var services: Set<String>? {
        if case .only(let services) = self.scope { services } else { nil }
    }
}
