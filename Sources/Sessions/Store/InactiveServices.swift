internal import CallModel

/// Which services users have switched off. A member who never did is active: whoever is added to a team sees its calls at once.
struct InactiveServices: Hashable {
    private var byUser: [String: Set<String>]

    /// - Parameter byUser: Services by UPN in lower case.
    init(_ byUser: [String: Set<String>] = [:]) {
        self.byUser = byUser
    }

    func services(of user: String) -> Set<String> { self.byUser[user] ?? [] }

    mutating func set(_ services: Set<String>, of user: String) {
        self.byUser[user] = services.isEmpty ? nil : services
    }

    /// The team of a service as it is now.
    func team(of settings: ServiceSettings) -> Team {
        let members = Set(settings.members)
        guard !self.byUser.isEmpty else { return Team(members: members, active: members) }
        return Team(members: members, active: members.filter { !self.services(of: $0).contains(settings.id) })
    }
}
