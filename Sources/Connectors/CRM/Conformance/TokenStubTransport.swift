import OutboundHTTP
import Synchronization

/// Gives tokens to a connector that is being tried, and passes all other requests on.
///
/// A connector that is refused with 401 asks once more with a fresh token. That second request is no news: it gets the first one's
/// answer, and fixtures need not name it.
final class TokenDesk: HTTPTransport {
    private let tokenURL: String
    private let answer: Result<HTTPAnswer, TransportError>
    private let crm: any HTTPTransport
    private let refused = Mutex<(url: String, body: [UInt8]?, answer: HTTPAnswer)?>(nil)

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
