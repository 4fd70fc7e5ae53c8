import CallModel
import Flows
import Waiting

/// Something that happened to a call of `support`.
func notification(
    _ event: TaskEvent = .offered, session: String = "c-1", service: String = "support",
    direction: TaskDirection = .inbound, terminated: WallTime? = nil
) -> TriggerNotification {
    TriggerNotification(
        event: event, session: session, service: service, direction: direction, created: WallTime(milliseconds: 0),
        terminated: terminated)
}

extension MonotonicTime {
    /// Seconds since the test began.
    static func at(_ seconds: Double) -> MonotonicTime { MonotonicTime(nanoseconds: Int64(seconds * 1e9)) }
}

/// A journal that keeps subscriptions, and refuses everything when it is told to.
final class SubscriptionJournal: Journal {
    let entries = Lock<[JournalEntry]>([])
    let failure = Lock<JournalError?>(nil)

    func commit(_ entries: [JournalEntry]) async throws(JournalError) {
        if let failure = self.failure.withLock(\.self) { throw failure }
        self.entries.withLock { $0 += entries }
    }

    func verify() async throws(JournalError) {}

    func start() async throws(JournalError) -> JournalSnapshot {
        var start = JournalSnapshot()
        for entry in self.entries.withLock(\.self) {
            switch entry {
            case .subscription(let record): start.subscriptions.append(record)
            case .unsubscribe(let id): start.subscriptions.removeAll { $0.id == id }
            default: break
            }
        }
        return start
    }
}

/// A key that a test can take away.
final class TestSealKey: SealKeyProvider {
    private let held: Lock<Sensitive<[UInt8]>?>

    init(_ byte: UInt8?) {
        self.held = Lock(byte.map { Sensitive(Array(repeating: $0, count: 32)) })
    }

    var key: Sensitive<[UInt8]>? { self.held.withLock(\.self) }

    func madeKey() throws(SealKeyFailure) -> Sensitive<[UInt8]> {
        self.held.withLock { held in
            let key = held ?? Sensitive(Array(repeating: 9, count: 32))
            held = key
            return key
        }
    }
}
