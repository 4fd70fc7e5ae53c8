internal import CallModel
internal import Waiting

extension SessionStore {
    /// The services that a user has switched off.
    public func inactiveServices(of user: String) -> Set<String> {
        self.state.withLock { $0.switchedOff.services(of: user) }
    }

    /// Switches some services on and the user's others off. Calls that wait in a queue of one that is new come in at once;
    /// switching off takes nothing away.
    ///
    /// - Parameters:
    ///   - services: Services that the user is a member of.
    ///   - all: Services that the user is a member of and the credential reaches; switches of others stay as they are.
    ///   - user: A UPN in lower case.
    public func activate(_ services: Set<String>, of all: Set<String>, for user: String) async throws(SessionStoreError) {
        try await self.perform { batch in
            let before = batch.switchedOff.services(of: user)
            batch.switchOff(before.subtracting(all).union(all.subtracting(services)), of: user)
            for service in services.intersection(before) {
                for var session in batch.live(of: service) where session.isWaiting {
                    if session.join(user) { batch.keep(session) }
                }
            }
        }
    }

    /// Takes live entries away from users who are no members of a service any more.
    ///
    /// - Parameter members: UPNs in lower case, of those who left.
    public func leave(_ members: Set<String>, service: String) async throws(SessionStoreError) {
        guard !members.isEmpty else { return }
        try await self.perform { batch in
            for var session in batch.live(of: service) {
                var isChanged = false
                for member in members where session.leave(member) { isChanged = true }
                if isChanged { batch.keep(session) }
            }
        }
    }

    /// Forgets the recalled tags of a caller.
    ///
    /// - Parameter digest: That of ``RecallRecord``.
    public func forgetRecall(digest: [UInt8]) async throws(SessionStoreError) {
        try await self.perform { $0.add(.forgetRecall(digest: digest)) }
    }
}
