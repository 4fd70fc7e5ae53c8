internal import CallModel
internal import Waiting

/// The rights of the configuration in force.
final class ConnectorRightsInForce: Sendable {
    private let state = Lock(ConnectorRights())

    /// Those in force now.
    var current: ConnectorRights { self.state.withLock { $0 } }

    /// Puts others into force.
    func replace(with rights: ConnectorRights) {
        self.state.withLock { $0 = rights }
    }
}
