internal import CallModel

extension ServiceSettings {
    /// Whether a credential that reaches the service may know of it: users know of services that they are members or owners of.
    func isKnown(to principal: Principal) -> Bool {
        guard principal.role == .agent || principal.role == .owner, let user = principal.user else {
            return principal.role != .agent
        }
        return principal.role == .owner || self.members.contains(user) || self.owners.contains(user)
    }
}
