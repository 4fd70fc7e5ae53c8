import ConnectorHTTP
import OutboundHTTP
import Waiting

/// Gives the answers that a fixture recorded, and notes where the requests are not the expected ones.
final class RecordedTransport: HTTPTransport {
    private let exchanges: [Fixture.Exchange]
    private let state = Lock(State())

    private struct State {
        var sent = 0
        var problems: [String] = []
    }

    /// - Parameter exchanges: The requests that must come, in this order.
    init(_ exchanges: [Fixture.Exchange]) {
        self.exchanges = exchanges
    }

    /// The requests that were not as expected; also a wrong count of them.
    var problems: [String] {
        self.state.withLock { state in
            let missing = self.exchanges.count - state.sent
            return state.problems + (missing > 0 ? ["\(missing) of the expected requests did not come"] : [])
        }
    }

    func send(_ request: HTTPCall) async throws(TransportError) -> HTTPAnswer {
        let exchange = self.state.withLock { state -> Fixture.Exchange? in
            guard state.sent < self.exchanges.count else {
                state.problems.append("a request came that the fixture does not expect: \(request.method) \(request.url)")
                return nil
            }
            let exchange = self.exchanges[state.sent]
            state.sent += 1
            state.problems += exchange.request.differences(from: request)
            return exchange
        }
        guard let exchange else { throw .unusable }
        return exchange.answer
    }
}

/// Gives tokens to a connector that is being tried, and passes all other requests on.
///
/// A connector that is refused with 401 asks once more with a fresh token. That second request is no news: it gets the first one's
/// answer, and fixtures need not name it.
final class TokenStubTransport: HTTPTransport {
    private let call: HTTPCall
    private let answer: Result<HTTPAnswer, TransportError>
    private let crm: any HTTPTransport
    private let refused = Lock<(url: String, body: [UInt8]?, answer: HTTPAnswer)?>(nil)

    /// - Parameters:
    ///   - call: The connector's request for a token, which is always the same.
    ///   - answer: What each request for a token gets.
    init(call: HTTPCall, answer: Result<HTTPAnswer, TransportError>, crm: any HTTPTransport) {
        self.call = call
        self.answer = answer
        self.crm = crm
    }

    func send(_ request: HTTPCall) async throws(TransportError) -> HTTPAnswer {
        // A CRM with one address for everything is told apart by what is sent.
        if request.method == self.call.method, request.url == self.call.url, ClientAssertion.unsigned(request) == self.call.body {
            return try self.answer.get()
        }
        let refused = self.refused.withLock { refused in
            defer { refused = nil }
            return refused
        }
        if let refused, refused.url == request.url, refused.body == request.body { return refused.answer }
        let answer = try await self.crm.send(request)
        if answer.status == 401 { self.refused.withLock { $0 = (request.url, request.body, answer) } }
        return answer
    }
}

/// Gives the same answer to every request.
struct StubTransport: HTTPTransport {
    let answer: Result<HTTPAnswer, TransportError>

    func send(_ request: HTTPCall) async throws(TransportError) -> HTTPAnswer {
        try self.answer.get()
    }
}
