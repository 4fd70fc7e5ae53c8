package import CallModel
package import Enrichment
internal import Sessions

/// Tells which services, people and connectors a principal may know of, and for which services calls come in to a user.
package struct ServiceDirectory: Sendable {
    /// A service as one user sees it.
    package struct Entry: Hashable, Sendable {
        /// The service's id.
        package let id: String
        /// The service's name.
        package let displayName: String
        /// Whether the user is in the team.
        package let isMember: Bool
        /// Whether calls of the service come in to the user.
        package let isActive: Bool
        /// Whether the user may change the service's settings.
        package let isOwner: Bool
    }

    private let runtimeStore: RuntimeConfigurationStore
    private let sessionStore: SessionStore

    init(runtimeStore: RuntimeConfigurationStore, sessionStore: SessionStore) {
        self.runtimeStore = runtimeStore
        self.sessionStore = sessionStore
    }

    /// The services that a principal may know of, by id.
    package func services(knownTo principal: Principal) -> [Entry] {
        let user = principal.user ?? ""
        let inactive = self.sessionStore.inactiveServices(of: user)
        return self.reached(by: principal).filter { $0.isKnown(to: principal) }.sorted { $0.id < $1.id }.map { settings in
            let isMember = settings.members.contains(user)
            return Entry(
                id: settings.id, displayName: settings.displayName, isMember: isMember,
                isActive: isMember && !inactive.contains(settings.id), isOwner: settings.owners.contains(user))
        }
    }

    /// UPNs of the services that a flow can subscribe to, each once, by the services' names; those without a UPN are left out.
    package func contacts(for principal: Principal) -> [String] {
        var seen: Set<String> = []
        return self.reached(by: principal).sorted { ($0.displayName, $0.id) < ($1.displayName, $1.id) }.compactMap(\.upn)
            .filter { seen.insert($0.lowercased()).inserted }
    }

    /// UPNs of the members of all services that a principal reaches, sorted.
    package func members(for principal: Principal) -> [String] {
        Set(self.reached(by: principal).flatMap(\.members)).sorted()
    }

    /// The connectors that a principal's services use, in configuration order; for operators of all services also those that no
    /// service uses.
    package func connectors(for principal: Principal) -> [GuardedConnector] {
        let runtime = self.runtimeStore.current
        return principal.role == .operator && principal.services == .all
            ? runtime.connectors : runtime.plan(for: principal.services).connectors
    }

    /// The services for which calls come in to a user: those that they are a member of and have not switched off.
    package func activeServices(of access: UserAccess) -> Set<String> {
        self.memberships(access).subtracting(self.sessionStore.inactiveServices(of: access.user))
    }

    /// Switches these services on for a user, and the user's others off.
    ///
    /// - Throws: `serviceNotFound` where the user is not a member of one, `overloaded` or `journalUnavailable`.
    package func activate(_ services: Set<String>, for access: UserAccess) async throws(Refusal) {
        let memberships = self.memberships(access)
        guard services.isSubset(of: memberships) else {
            throw Refusal(.serviceNotFound, "There is no such service of which this user is a member.")
        }
        do throws(SessionStoreError) {
            try await self.sessionStore.activate(services, of: memberships, for: access.user)
        } catch {
            throw Refusal(error)
        }
    }

    /// Services that the user is a member of and the credential reaches.
    private func memberships(_ access: UserAccess) -> Set<String> {
        let services = self.runtimeStore.current.services.values.map(\.settings)
        return Set(services.filter { access.scope.contains($0.id) && $0.members.contains(access.user) }.map(\.id))
    }

    private func reached(by principal: Principal) -> [ServiceSettings] {
        self.runtimeStore.current.services.values.map(\.settings).filter { principal.services.contains($0.id) }
    }
}
