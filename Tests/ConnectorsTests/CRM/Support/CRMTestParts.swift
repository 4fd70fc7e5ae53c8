import CallModel
import Connectors
import OutboundHTTP
import Synchronization

/// A clock that moves only when it is told to.
final class CRMTestTime: TimeSource {
    private let now = Mutex<Int64>(0)

    func advance(by duration: Duration) { self.now.withLock { $0 += duration.nanoseconds } }
    func monotonicNow() -> MonotonicTime { MonotonicTime(nanoseconds: self.now.withLock { $0 }) }
    /// 2026-11-22T10:15:00Z and on.
    func wallNow() -> WallTime { WallTime(milliseconds: 1_795_342_500_000 + self.now.withLock { $0 } / 1_000_000) }
    func sleep(until time: MonotonicTime) async throws {}
}

/// Gives prepared answers in turn, the last one for ever, and keeps what it was asked.
final class CRMTestTransport: HTTPTransport {
    private let answers: [Result<HTTPAnswer, TransportError>]
    private let calls = Mutex<[HTTPCall]>([])
    private let onSend: @Sendable () -> Void

    init(_ answers: [Result<HTTPAnswer, TransportError>], onSend: @escaping @Sendable () -> Void = {}) {
        self.answers = answers
        self.onSend = onSend
    }

    convenience init(
        status: Int = 200, type: String? = "application/json", headers: [(name: String, value: String)] = [], body: String = ""
    ) {
        let headers = headers + (type.map { [(name: "content-type", value: $0)] } ?? [])
        self.init([.success(HTTPAnswer(status: status, headers: headers, body: Array(body.utf8)))])
    }

    var sent: [HTTPCall] { self.calls.withLock { $0 } }

    func send(_ request: HTTPCall) async throws(TransportError) -> HTTPAnswer {
        let index = self.calls.withLock { calls in
            calls.append(request)
            return calls.count - 1
        }
        self.onSend()
        return try self.answers[min(index, self.answers.count - 1)].get()
    }
}

/// Keeps the notes of a connector.
final class CRMTestEvents: Sendable {
    private let notes = Mutex<[ConnectorEvent]>([])

    var all: [ConnectorEvent] { self.notes.withLock { $0 } }

    func take(_ connector: ConnectorID, _ note: ConnectorEvent) { self.notes.withLock { $0.append(note) } }
}
