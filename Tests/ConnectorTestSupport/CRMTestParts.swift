package import CallModel
package import ConnectorHTTP
package import OutboundHTTP
import Waiting

/// A clock that moves only when it is told to.
package final class CRMTestTime: TimeSource {
    package init() {}

    private let now = Lock<Int64>(0)

    package func advance(by duration: Duration) { self.now.withLock { $0 += duration.nanoseconds } }
    package func monotonicNow() -> MonotonicTime { MonotonicTime(nanoseconds: self.now.withLock { $0 }) }
    /// 2026-11-22T10:15:00Z and on.
    package func wallNow() -> WallTime { WallTime(milliseconds: 1_795_342_500_000 + self.now.withLock { $0 } / 1_000_000) }
    package func sleep(until time: MonotonicTime) async throws {}
}

/// Gives prepared answers in turn, the last one for ever, and keeps what it was asked.
package final class CRMTestTransport: HTTPTransport {
    private let answers: [Result<HTTPAnswer, TransportError>]
    private let calls = Lock<[HTTPCall]>([])
    private let onSend: @Sendable () -> Void

    package init(_ answers: [Result<HTTPAnswer, TransportError>], onSend: @escaping @Sendable () -> Void = {}) {
        self.answers = answers
        self.onSend = onSend
    }

    package convenience init(
        status: Int = 200, type: String? = "application/json", headers: [(name: String, value: String)] = [], body: String = ""
    ) {
        let headers = headers + (type.map { [(name: "content-type", value: $0)] } ?? [])
        self.init([.success(HTTPAnswer(status: status, headers: headers, body: Array(body.utf8)))])
    }

    package var sent: [HTTPCall] { self.calls.withLock { $0 } }

    package func send(_ request: HTTPCall) async throws(TransportError) -> HTTPAnswer {
        let index = self.calls.withLock { calls in
            calls.append(request)
            return calls.count - 1
        }
        self.onSend()
        return try self.answers[min(index, self.answers.count - 1)].get()
    }
}

/// Keeps the events of a connector.
package final class CRMTestEvents: Sendable {
    package init() {}

    private let events = Lock<[ConnectorEvent]>([])

    package var all: [ConnectorEvent] { self.events.withLock { $0 } }

    package func record(_ connector: ConnectorID, _ event: ConnectorEvent) { self.events.withLock { $0.append(event) } }
}
