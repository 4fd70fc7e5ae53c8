public import CallModel
internal import Synchronization

extension CallDesk {
    /// The services that a user has switched on, of all that there are or were.
    public func activeServices(of user: String) -> Set<String> {
        self.state.withLock { $0.active.services(of: user) }
    }

    /// Switches services on and all others off. Calls that wait in a queue of one that is new come in at once; switching off takes
    /// nothing away.
    ///
    /// - Parameters:
    ///   - services: Of `scope`, and with the user among their members.
    ///   - user: A UPN in lower case.
    ///   - scope: What the user's credential reaches; what lies outside stays as it is.
    /// - Returns: The services that are on now, within `scope`.
    public func activate(_ services: Set<String>, of user: String, scope: ServiceScope) async throws(DeskRefusal) -> Set<String> {
        let result = try await self.perform { batch -> Result<Set<String>, DeskRefusal> in
            guard services.allSatisfy({ self.settings($0)?.members.contains(user) ?? false }) else { return .failure(.serviceNotFound) }
            let before = batch.active.services(of: user)
            let now = services.union(before.filter { !scope.contains($0) })
            batch.setActive(now, of: user)
            for service in now.subtracting(before) {
                for var session in batch.live(of: service) where session.isWaiting {
                    session.join(user)
                    batch.keep(session)
                }
            }
            return .success(services)
        }
        return try result.get()
    }

    /// Takes live entries away from users who are no members of a service any more.
    ///
    /// - Parameter members: UPNs in lower case, of those who left.
    public func leave(_ members: Set<String>, service: String) async throws(DeskRefusal) {
        guard !members.isEmpty else { return }
        try await self.perform { batch in
            for var session in batch.live(of: service) {
                let before = session
                for member in members { session.leave(member) }
                if session != before { batch.keep(session) }
            }
        }
    }

    /// Forgets the recalled tags of a caller.
    ///
    /// - Parameter digest: That of ``RecallRecord``.
    public func forgetRecall(digest: [UInt8]) async throws(DeskRefusal) {
        try await self.perform { $0.add(.forgetRecall(digest: digest)) }
    }
}
