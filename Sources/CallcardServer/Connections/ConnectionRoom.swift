internal import CallModel
internal import Metrics
internal import NIOCore
internal import Synchronization
internal import Waiting

/// The room for connections from outside, bounded in all, so that descriptors are left for everything else.
///
/// 1. Whoever has not signed in shares half of it by address; whoever has, shares the rest by key or user, and none has more than half.
/// 2. Where it is full, the holder with most loses the connection that has been idle for longest. A connection is idle while no request
///    is under way on it, so that those who open connections and say nothing lose theirs first.
/// 3. A proxy that the configuration names is nobody's address: its connections count in all only, and none of them is closed.
package final class ConnectionRoom: Sendable {
    private typealias Share = FairShare<String, OpenConnection>

    private enum Seat {
        case stranger(Share.Place)
        case known(Share.Place)
        case proxy
    }

    private struct State {
        var strangers: Share
        var known: Share
        var seats: [ObjectIdentifier: (connection: OpenConnection, seat: Seat)] = [:]
    }

    /// The maximum number of connections.
    let limit: Int
    private let peers: PeerRule
    private let state: Lock<State>
    private let onFull: @Sendable () -> Void
    private let refused = Counter(label: "callcard_connections_refused_total")

    /// Room for connections of which there are none yet.
    ///
    /// - Parameters:
    ///   - limit: Most connections, 4 at least.
    ///   - peers: Tells whose address a connection has.
    ///   - onFull: Is called each time that a connection is refused or has to go, and must return at once.
    package init(limit: Int, peers: PeerRule = PeerRule(), onFull: @escaping @Sendable () -> Void = {}) {
        self.limit = limit
        self.peers = peers
        self.onFull = onFull
        let half = max(1, limit / 2)
        self.state = Lock(
            State(strangers: Share(limit: half), known: Share(limit: max(1, limit - limit / 8), most: half)))
    }

    /// Connections that are open.
    package var count: Int { self.state.withLock(\.seats.count) }

    /// Gives a new connection a place; `nil` where there is none. The place is free again once the connection is closed.
    func enter(_ channel: any Channel) -> OpenConnection? {
        let connection = OpenConnection(channel)
        let address = channel.remoteAddress.flatMap { IPAddress($0) }
        let isProxy = address.map(self.peers.isProxy) ?? false
        let holder = PeerRule.name(of: address)
        let (isIn, gone) = self.state.withLock { state -> (Bool, [OpenConnection]) in
            var gone: [OpenConnection] = []
            if state.seats.count >= self.limit {
                guard let idle = state.strangers.giveUp(where: \.isIdle) ?? state.known.giveUp(where: \.isIdle) else {
                    return (false, [])
                }
                state.seats[idle.id] = nil
                gone.append(idle)
            }
            guard !isProxy else {
                state.seats[connection.id] = (connection, .proxy)
                return (true, gone)
            }
            let admission = state.strangers.add(connection, of: holder, ownRoom: .oldestGoes, isIdle: \.isIdle)
            for other in admission.gone { state.seats[other.id] = nil }
            if let place = admission.place { state.seats[connection.id] = (connection, .stranger(place)) }
            return (admission.place != nil, gone + admission.gone)
        }
        self.end(gone, refusing: isIn ? 0 : 1)
        guard isIn else { return nil }
        channel.closeFuture.whenComplete { _ in self.leave(connection) }
        return connection
    }

    /// Notes that a key or a user has signed in on a connection: it counts as theirs from now on.
    func signedIn(_ holder: String, on channel: any Channel) {
        let gone = self.state.withLock { state -> [OpenConnection] in
            guard let (connection, seat) = state.seats[ObjectIdentifier(channel)], case .stranger(let place) = seat else {
                return []
            }
            let admission = state.known.add(connection, of: holder, isIdle: \.isIdle)
            // Where there is no room among those that have signed in, it stays among those that have not.
            guard let known = admission.place else { return [] }
            state.strangers.remove(place)
            state.seats[connection.id] = (connection, .known(known))
            for other in admission.gone { state.seats[other.id] = nil }
            return admission.gone
        }
        self.end(gone)
    }

    private func end(_ gone: [OpenConnection], refusing count: Int = 0) {
        guard gone.count + count > 0 else { return }
        self.refused.increment(by: gone.count + count)
        self.onFull()
        for connection in gone { connection.channel.close(promise: nil) }
    }

    private func leave(_ connection: OpenConnection) {
        self.state.withLock { state in
            switch state.seats.removeValue(forKey: connection.id)?.seat {
            case .stranger(let place): state.strangers.remove(place)
            case .known(let place): state.known.remove(place)
            case .proxy, nil: break
            }
        }
    }
}

/// One connection, as the room for all of them knows it.
final class OpenConnection: Sendable {
    let channel: any Channel
    private let busy = Atomic<Bool>(false)

    init(_ channel: any Channel) {
        self.channel = channel
    }

    var id: ObjectIdentifier { ObjectIdentifier(self.channel) }

    /// Whether no request is under way.
    var isIdle: Bool { !self.busy.load(ordering: .relaxed) }

    /// Notes whether a request is under way.
    func note(isBusy: Bool) { self.busy.store(isBusy, ordering: .relaxed) }
}
