internal import Application
package import CallModel
internal import Waiting

/// The access of a request that outlives the moment in which its credential was looked at: an event stream, or a call that waits.
///
/// It is over, once and for all, as soon as the credential proves nothing any more, or something else than in the beginning: its time is
/// up, the key was removed or narrowed, the issuer is not taken any more, the login session was ended. Whoever holds one stops then;
/// the client comes back with what it has, and gets what that reaches now.
final class StandingAccess: Sendable {
    private struct State {
        var isOver = false
        var handler: (@Sendable () -> Void)?
    }

    private let identity: RequestIdentity
    private let expiry: MonotonicTime?
    private let renew: @Sendable () async -> Principal?
    private let state = Lock(State())

    /// - Parameters:
    ///   - expiry: The end of the credential's validity; `nil` where it has none.
    ///   - renew: Looks at the credential anew: the principal that it proves now.
    fileprivate init(
        _ identity: RequestIdentity, expiry: MonotonicTime?, renew: @escaping @Sendable () async -> Principal?
    ) {
        self.identity = identity
        self.expiry = expiry
        self.renew = renew
    }

    /// The login session that the request belongs to; `nil` for keys and tokens.
    var loginSession: LoginSession? { self.identity.loginSession }

    /// Whether it is over already, without looking at the credential.
    var isOver: Bool { self.state.withLock(\.isOver) }

    /// Whether it holds at a time. A login session counts as used.
    func holds(at now: MonotonicTime) -> Bool {
        !self.isOver && self.expiry.map { now < $0 } ?? true && self.loginSession?.isActive ?? true
    }

    /// The principal that the credential proves now; `nil` where it proves nothing.
    func principalNow() async -> Principal? {
        guard let loginSession else { return await self.renew() }
        return loginSession.isActive ? loginSession.principal : nil
    }

    /// Looks at the credential anew, and ends what it does not hold any more.
    func check() async {
        guard !self.isOver, await self.principalNow()?.hasSameReach(as: self.identity.principal) != true else { return }
        self.end()
    }

    /// Ends it, whatever its credential says.
    func end() {
        let handler = self.state.withLock { state -> (@Sendable () -> Void)? in
            defer { state = State(isOver: true) }
            return state.handler
        }
        handler?()
    }

    /// Calls `handler` once it is over, in place of an earlier one; at once where it is. It may be called by any task and must return at
    /// once.
    func whenOver(_ handler: @escaping @Sendable () -> Void) {
        let isOver = self.state.withLock { state in
            if !state.isOver { state.handler = handler }
            return state.isOver
        }
        if isOver { handler() }
    }
}

/// All standing access, so that it can be looked at anew, or ended, from outside.
///
/// A reload has every credential looked at anew (``configurationReloaded()``). Whoever ends login sessions, ends what stands by them with
/// ``end(where:)``.
package final class StandingAccessRegistry: Sendable {
    private struct Entry {
        weak var access: StandingAccess?
    }

    private let authenticator: @Sendable () -> any Authenticator
    private let time: any TimeSource
    private let entries = Lock<[ObjectIdentifier: Entry]>([:])

    /// - Parameter authenticator: That of the configuration in force.
    init(authenticator: @escaping @Sendable () -> any Authenticator, time: any TimeSource) {
        self.authenticator = authenticator
        self.time = time
    }

    /// Opens the standing access of a request; it stands for as long as somebody holds it. Its credential is looked at once more, as a
    /// reload may have come since the request was let in.
    func open(_ identity: RequestIdentity) async -> StandingAccess {
        let expiry = identity.principal.expiresAt.map { self.time.monotonicNow() + ($0 - self.time.wallNow()) }
        let access = StandingAccess(identity, expiry: expiry) { [authenticator] in
            guard let credential = identity.credential else { return nil }
            return await authenticator().principal(presenting: credential.revealed())
        }
        self.entries.withLock { $0[ObjectIdentifier(access)] = Entry(access: access) }
        await access.check()
        return access
    }

    /// Looks at all credentials anew.
    func checkAll() async {
        for access in self.all { await access.check() }
    }

    /// Ends the standing access of requests that belong to login sessions for which `isMeant` is true.
    func end(where isMeant: (LoginSession) -> Bool) {
        for access in self.all where access.loginSession.map(isMeant) ?? false { access.end() }
    }

    /// Forgets what nobody holds any more; to be called once a second.
    func sweep() {
        self.entries.withLock { $0 = $0.filter { $0.value.access != nil } }
    }

    /// The count of what stands.
    var count: Int { self.all.count }

    private var all: [StandingAccess] { self.entries.withLock { $0.values.compactMap(\.access) } }
}

extension StandingAccessRegistry: ConfigurationObserver {
    package func configurationReloaded() {
        Task { await self.checkAll() }
    }

    /// Settings of a service change nobody's credential.
    package func settingsChanged(from _: ServiceSettings, to _: ServiceSettings) {}
}

extension Principal {
    /// Whether both stand for the same person or system, and reach the same.
    fileprivate func hasSameReach(as other: Principal) -> Bool {
        (self.id, self.role, self.user) == (other.id, other.role, other.user) && self.services == other.services
    }
}
