internal import CallModel

/// The users who could see a service's calls at some moment.
package struct Team: Hashable, Sendable {
    /// The users listed in the service's `members`; UPNs in lower case.
    package let members: Set<String>
    /// The users for whom the service is switched on, UPNs in lower case; others than members don't count.
    package let active: Set<String>

    /// A team of these members, as far as they are active.
    ///
    /// - Parameters:
    ///   - members: UPNs in lower case.
    ///   - active: UPNs in lower case; others than members may be among them.
    package init(members: Set<String>, active: Set<String>) {
        self.members = members
        self.active = active
    }

    /// Active members: those who see a call that is queued now.
    package var present: Set<String> { self.members.intersection(self.active) }
}

/// The services that users have switched off. A member who never did is active, so that a new member sees the team's calls at once.
struct InactiveServices: Hashable {
    private var byUser: [String: Set<String>]

    /// - Parameter byUser: Ids of services by UPN in lower case.
    init(_ byUser: [String: Set<String>] = [:]) {
        self.byUser = byUser
    }

    /// The ids of the services that a user has switched off.
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
