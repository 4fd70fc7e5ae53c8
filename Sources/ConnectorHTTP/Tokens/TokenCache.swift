package import CallModel
import OutboundHTTP
import Waiting

/// Keeps a connector's token in memory: one fetching at a time, whoever asks, and ahead of the token's end.
package final class TokenCache: Sendable, Redacted {
    private let endpoint: TokenEndpoint
    private let time: any TimeSource
    private let random: @Sendable () -> Double
    private let state = Lock(TokenState())
    private let fetching = SingleFlight<Result<ActiveToken, ConnectorError>>()

    /// - Parameter random: A number in `0 ..< 1`.
    package init(_ endpoint: TokenEndpoint, time: any TimeSource, random: @escaping @Sendable () -> Double) {
        self.endpoint = endpoint
        self.time = time
        self.random = random
    }

    /// A token that is good as far as we know.
    ///
    /// Waits for the endpoint only where there is none, at most as long as a question may take; another question's waiting counts.
    /// - Throws: Why none could be had.
    func token() async throws(ConnectorError) -> ActiveToken {
        let now = self.time.monotonicNow()
        switch self.state.withLock({ $0.advice(at: now) }) {
        case .use(let token):
            return token
        case .renew(let token):
            self.fetching.start { await self.fetch(askedAt: now) }
            return token
        case .fetch:
            return try await self.fetching.value(ifCancelled: .failure(.timeout)) { await self.fetch(askedAt: now) }.get()
        }
    }

    /// Why no token can be had, in words for the operator; `nil` where nothing is known to be wrong.
    var trouble: String? { self.endpoint.trouble }

    /// Forgets a token that the CRM refused, unless it has been replaced already.
    func drop(_ token: ActiveToken) {
        self.state.withLock { $0.drop(token.serial) }
    }

    /// `call` with the token in its place.
    func signed(_ call: HTTPCall, with token: ActiveToken) -> HTTPCall {
        var call = call
        call.headers.append(self.endpoint.header(token))
        return call
    }

    private func fetch(askedAt: MonotonicTime) async -> Result<ActiveToken, ConnectorError> {
        // Another fetching may have ended since the caller looked; if it failed, the endpoint is asked once more.
        if case .use(let token) = self.state.withLock({ $0.advice(at: self.time.monotonicNow()) }) { return .success(token) }
        let issued: Result<IssuedToken, ConnectorError>
        do throws(ConnectorError) {
            issued = .success(try await self.endpoint.token())
        } catch {
            issued = .failure(error)
        }
        let now = self.time.monotonicNow()
        let random = self.random()
        return self.state.withLock { state in
            let error: ConnectorError
            switch issued {
            case .success(let token):
                if let held = state.accept(token, askedAt: askedAt, now: now, random: random) { return .success(held) }
                error = .badPayload
            case .failure(let failure): error = failure
            }
            state.fail(at: now, retryAfter: error.retryAfter, random: random)
            return .failure(error)
        }
    }
}

extension ConnectorError {
    /// The pause that the token endpoint asked for.
    fileprivate var retryAfter: Duration? {
        switch self {
        case .http429(let retryAfter), .http5xx(let retryAfter): retryAfter
        default: nil
        }
    }
}
