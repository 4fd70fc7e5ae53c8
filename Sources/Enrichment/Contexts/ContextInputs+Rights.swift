internal import CallModel

extension LookupPlan {
    /// The plan without connectors that its audience may not have; itself where it may have all.
    func narrowed(by rights: ConnectorRights, for audience: ServiceScope) -> LookupPlan {
        guard self.connectors.contains(where: { !rights.allow($0.id, for: audience) }) else { return self }
        return self.keeping(self.connectors.filter { rights.allow($0.id, for: audience) })
    }
}

extension LookupRequest {
    /// The request without connectors that its audience may not have.
    func narrowed(by rights: ConnectorRights) -> LookupRequest {
        rights.isOpen ? self : self.replacing(plan: self.plan.narrowed(by: rights, for: self.audience))
    }
}

extension LookupState {
    /// The state without connectors that an audience may not have, and their answers.
    func narrowed(by rights: ConnectorRights, for audience: ServiceScope) -> LookupState {
        let connectors = self.request.plan.connectors
        let places = connectors.indices.filter { rights.allow(connectors[$0].id, for: audience) }
        guard places.count < connectors.count else { return self }
        return self.keeping(places, request: self.request.replacing(plan: self.request.plan.narrowed(by: rights, for: audience)))
    }
}

extension ContextInputs {
    /// The inputs without what connectors say that their audience may not have.
    func narrowed(by rights: ConnectorRights) -> ContextInputs {
        guard !self.isAllowed(by: rights), let audience = self.reach else { return self }
        return self.keeping(self.lookupState?.narrowed(by: rights, for: audience)) { rights.allow($0, for: audience) }
    }

    /// Whether all that is in it may be shown to its audience.
    func isAllowed(by rights: ConnectorRights) -> Bool {
        guard !rights.isOpen, let audience = self.reach else { return true }
        let asked = self.lookupState?.request.plan.connectors ?? []
        return asked.allSatisfy { rights.allow($0.id, for: audience) }
            && self.statedFacts.allSatisfy { rights.allow($0.connector, for: audience) }
            && self.extras.keys.allSatisfy { rights.allow($0, for: audience) }
    }
}
