internal import CallModel
package import OutboundHTTP
import Waiting

/// A CRM with a token endpoint at `/token`: it gives out `token-1`, `token-2` …, and takes only those that it has not taken back.
package final class TokenTestServer: HTTPTransport {
    private struct State {
        var calls: [HTTPCall] = []
        var issued = 0
        var good: Set<String> = []
        var fault: Result<HTTPAnswer, TransportError>?
        var isHolding = false
        var held: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Lock(State())
    /// Members of the endpoint's answer behind the token.
    private let members: String
    private let body: String

    package init(members: String = #""token_type": "Bearer", "expires_in": 100"#, body: String = #"{"people": []}"#) {
        self.members = members
        self.body = body
    }

    /// All requests.
    package var calls: [HTTPCall] { self.state.withLock(\.calls) }
    /// Requests for a token.
    package var tokenCalls: [HTTPCall] { self.state.withLock { $0.calls }.filter { $0.url.hasSuffix("/token") } }
    /// Tokens that the CRM was shown, in order.
    package var shown: [String] {
        self.state.withLock { $0.calls }.filter { !$0.url.hasSuffix("/token") }
            .map { $0.headers.first { $0.name == "Authorization" || $0.name == "X-Session" }?.value ?? "" }
    }

    /// What the endpoint answers from now on; `nil` lets it give tokens again.
    package func fail(with fault: Result<HTTPAnswer, TransportError>?) { self.state.withLock { $0.fault = fault } }
    package func fail(status: Int, body: String = "{}") {
        self.fail(
            with: .success(HTTPAnswer(status: status, headers: [("content-type", "application/json")], body: Array(body.utf8))))
    }

    package func revoke() { self.state.withLock { $0.good = [] } }

    /// Lets requests for a token wait from now on.
    package func hold() { self.state.withLock { $0.isHolding = true } }

    package func release() {
        let held = self.state.withLock { state in
            state.isHolding = false
            defer { state.held = [] }
            return state.held
        }
        for continuation in held { continuation.resume() }
    }

    package func send(_ request: HTTPCall) async throws(TransportError) -> HTTPAnswer {
        self.state.withLock { $0.calls.append(request) }
        guard request.url.hasSuffix("/token") else { return self.answer(to: request) }
        await withCheckedContinuation { continuation in
            let goesOn = self.state.withLock { state in
                if state.isHolding { state.held.append(continuation) }
                return !state.isHolding
            }
            if goesOn { continuation.resume() }
        }
        if let fault = self.state.withLock({ $0.fault }) { return try fault.get() }
        let token = self.state.withLock { state in
            state.issued += 1
            state.good.insert("token-\(state.issued)")
            return "token-\(state.issued)"
        }
        return Self.json(200, #"{"access_token": "\#(token)", \#(self.members)}"#)
    }

    private func answer(to request: HTTPCall) -> HTTPAnswer {
        let value = request.headers.first { $0.name == "Authorization" || $0.name == "X-Session" }?.value ?? ""
        let isGood = self.state.withLock { $0.good.contains(String(value.split(separator: " ").last ?? "")) }
        return isGood ? Self.json(200, self.body) : Self.json(401, "{}")
    }

    private static func json(_ status: Int, _ text: String) -> HTTPAnswer {
        HTTPAnswer(status: status, headers: [("content-type", "application/json")], body: Array(text.utf8))
    }
}
