import OutboundHTTP
import Waiting

/// A flow's end: answers as scripted, then 200, and keeps what it was sent.
final class ScriptedReceiver: HTTPTransport {
    private struct State {
        var answers: [Result<HTTPAnswer, TransportError>]
        var calls: [HTTPCall] = []
    }

    private let state: Lock<State>

    init(_ answers: Result<HTTPAnswer, TransportError>...) {
        self.state = Lock(State(answers: answers))
    }

    var calls: [HTTPCall] { self.state.withLock(\.calls) }

    func send(_ request: HTTPCall) async throws(TransportError) -> HTTPAnswer {
        let answer = self.state.withLock { state in
            state.calls.append(request)
            return state.answers.isEmpty ? .success(HTTPAnswer(status: 200)) : state.answers.removeFirst()
        }
        return try answer.get()
    }

    /// Waits until it was called so often.
    func waitForCalls(_ count: Int) async {
        while self.calls.count < count { await Task.yield() }
    }
}

extension Result where Success == HTTPAnswer, Failure == TransportError {
    static func status(_ status: Int, _ headers: (name: String, value: String)...) -> Self {
        .success(HTTPAnswer(status: status, headers: headers))
    }
}
