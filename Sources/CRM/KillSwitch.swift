import CallModel
import ConnectorHTTP
import Synchronization

/// Turns a connector off, once and for good: when a program of its manifest does not end.
final class KillSwitch: Sendable {
    private let part = Mutex<String?>(nil)

    /// The program at fault; `nil` while the connector is on.
    var fault: String? { self.part.withLock(\.self) }

    /// Looks at a note; the first program that does not end is the fault.
    func take(_ note: ConnectorEvent) {
        guard case .switchedOff(let part) = note else { return }
        self.part.withLock { $0 = $0 ?? part }
    }
}
