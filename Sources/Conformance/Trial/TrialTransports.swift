import OutboundHTTP
import StrictJSON
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
            state.problems += Self.differences(request, exchange)
            return exchange
        }
        guard let exchange else { throw .unusable }
        return exchange.answer
    }

    /// The differences between a request and the expected one.
    private static func differences(_ request: HTTPCall, _ expected: Fixture.Exchange) -> [String] {
        var problems: [String] = []
        if request.method != expected.method { problems.append("method is \(request.method), expected \(expected.method)") }
        if request.url != expected.url { problems.append("url is \(request.url), expected \(expected.url)") }
        for (name, value) in expected.headers {
            let sent = request.headers.first { $0.name.lowercased() == name.lowercased() }?.value
            if sent != value { problems.append("header \(name) is not the expected one") }
        }
        let sent = request.body.map { String(decoding: $0, as: UTF8.self) }
        if !Self.isSame(request.body, expected.body) {
            problems.append("body is \(sent ?? "absent"), expected \(expected.body ?? "none")")
        }
        return problems
    }

    /// Whether both are the same JSON, whatever the order of members and the white space.
    private static func isSame(_ body: [UInt8]?, _ expected: String?) -> Bool {
        guard let body, let expected else { return body == nil && expected == nil }
        guard let left = try? StrictJSON.parse(body), let right = try? StrictJSON.parse(Array(expected.utf8)) else {
            return false
        }
        return left.sorted() == right.sorted()
    }
}

/// Gives tokens to a connector that is being tried, and passes all other requests on.
///
/// A connector that is refused with 401 asks once more with a fresh token. That second request is no news: it gets the first one's
/// answer, and fixtures need not name it.
final class TokenStubTransport: HTTPTransport {
    private let tokenURL: String
    private let answer: Result<HTTPAnswer, TransportError>
    private let crm: any HTTPTransport
    private let refused = Lock<(url: String, body: [UInt8]?, answer: HTTPAnswer)?>(nil)

    /// - Parameter answer: What each request for a token gets.
    init(tokenURL: String, answer: Result<HTTPAnswer, TransportError>, crm: any HTTPTransport) {
        self.tokenURL = tokenURL
        self.answer = answer
        self.crm = crm
    }

    func send(_ request: HTTPCall) async throws(TransportError) -> HTTPAnswer {
        if request.method == "POST", request.url == self.tokenURL { return try self.answer.get() }
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

extension JSONValue {
    /// The value with the members of each object in the order of their names.
    fileprivate func sorted() -> JSONValue {
        switch self {
        case .array(let elements): .array(elements.map { $0.sorted() })
        case .object(let object):
            .object(JSONObject(object.members.map { (name: $0.name, value: $0.value.sorted()) }.sorted { $0.name < $1.name }))
        default: self
        }
    }
}
