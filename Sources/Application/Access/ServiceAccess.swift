package import CallModel

extension ServiceSettings {
    /// Whether a credential that reaches the service may know of it: users know of services that they are members or owners of.
    func isKnown(to principal: Principal) -> Bool {
        guard principal.role == .agent || principal.role == .owner, let user = principal.user else {
            return principal.role != .agent
        }
        return principal.role == .owner || self.members.contains(user) || self.owners.contains(user)
    }

    /// Whether a credential may change the service's settings.
    func isEditable(by principal: Principal) -> Bool {
        principal.role == .operator || principal.user.map(self.owners.contains) ?? false
    }
}

extension RuntimeConfiguration {
    /// The services that a person belongs to, as a member or an owner, and that the credential reaches; in no order.
    package func services(joinedBy principal: Principal) -> [ServiceSettings] {
        guard let user = principal.user else { return [] }
        return self.services.values.map(\.settings).filter { settings in
            principal.services.contains(settings.id) && (settings.members.contains(user) || settings.owners.contains(user))
        }
    }

    /// A service that a credential reaches.
    ///
    /// - Throws: `serviceNotFound` where there is none of that id in its scope.
    func reachedService(_ id: String, by principal: Principal) throws(Refusal) -> Service {
        guard let service = self.service(id, in: principal.services) else { throw .serviceNotFound }
        return service
    }

    /// A service that a credential reaches and may know of.
    ///
    /// - Throws: `serviceNotFound` where there is none, or it is nobody's business.
    func knownService(_ id: String, to principal: Principal) throws(Refusal) -> Service {
        let service = try self.reachedService(id, by: principal)
        guard service.settings.isKnown(to: principal) else { throw .serviceNotFound }
        return service
    }
}
