package import CallModel

/// A user who reads or changes what is their own.
package struct UserAccess: Hashable, Sendable {
    /// A UPN in lower case.
    package let user: String
    /// The services that the credential reaches.
    package let scope: ServiceScope

    /// - Parameter name: The user who is named, in any case, or `me`.
    /// - Throws: `notFound` for any other user than the credential's own.
    package init(_ principal: Principal, named name: String) throws(Refusal) {
        let named = name.lowercased()
        guard let user = principal.user, named == "me" || named == user else {
            throw Refusal(.notFound, "There is no such user for this key.")
        }
        self.user = user
        self.scope = principal.services
    }
}
