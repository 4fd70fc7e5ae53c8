internal import CallModel
package import Sessions

/// The services for which calls come in to a user.
package struct ActiveServices: Sendable {
    private let runtimeStore: RuntimeConfigurationStore
    private let sessionStore: SessionStore

    package init(runtimeStore: RuntimeConfigurationStore, sessionStore: SessionStore) {
        self.runtimeStore = runtimeStore
        self.sessionStore = sessionStore
    }

    /// Those that a user has not switched off, of the ones that they are a member of.
    package func services(of access: UserAccess) -> Set<String> {
        self.memberships(access).subtracting(self.sessionStore.inactiveServices(of: access.user))
    }

    /// Switches these services on and the user's others off.
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
}
