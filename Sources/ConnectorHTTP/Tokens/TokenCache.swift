package import CallModel
import OutboundHTTP
import Synchronization

/// Keeps a connector's token in memory: one fetching at a time, whoever asks, and ahead of the token's end.
package final class TokenCache: Sendable, Redacted {
    private let endpoint: TokenEndpoint
    private let time: any TimeSource
    private let random: @Sendable () -> Double
    private let state = Mutex(State())

    private struct State {
        var tokens = TokenState()
        var flight: TokenFetch?
    }

    /// What a question does for its token.
    private enum Step {
        case go(ActiveToken)
        case wait(TokenFetch)
    }

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
        let (step, launched) = self.state.withLock { state -> (Step, TokenFetch?) in
            let advice = state.tokens.advice(at: now)
            if case .use(let token) = advice { return (.go(token), nil) }
            let flight = state.flight ?? TokenFetch()
            let launched = state.flight == nil ? flight : nil
            state.flight = flight
            if case .renew(let token) = advice { return (.go(token), launched) }
            return (.wait(flight), launched)
        }
        // A task of its own: a question that is over must not take the others' token with it.
        if let launched { Task { await self.fetch(launched, askedAt: now) } }
        switch step {
        case .go(let token): return token
        case .wait(let flight): return try await flight.landing().get()
        }
    }

    /// Forgets a token that the CRM refused, unless it has been replaced already.
    func drop(_ token: ActiveToken) {
        self.state.withLock { $0.tokens.drop(token.serial) }
    }

    /// `call` with the token in its place.
    func signed(_ call: HTTPCall, with token: ActiveToken) -> HTTPCall {
        var call = call
        call.headers.append(self.endpoint.header(token))
        return call
    }

    private func fetch(_ flight: TokenFetch, askedAt: MonotonicTime) async {
        let issued: Result<IssuedToken, ConnectorError>
        do throws(ConnectorError) {
            issued = .success(try await self.endpoint.token())
        } catch {
            issued = .failure(error)
        }
        let now = self.time.monotonicNow()
        let random = self.random()
        let landing = self.state.withLock { state -> TokenFetch.Landing in
            state.flight = nil
            let error: ConnectorError
            switch issued {
            case .success(let token):
                if let held = state.tokens.accept(token, askedAt: askedAt, now: now, random: random) { return .success(held) }
                error = .badPayload
            case .failure(let failure): error = failure
            }
            state.tokens.fail(at: now, retryAfter: error.retryAfter, random: random)
            return .failure(error)
        }
        flight.land(landing)
    }
}

extension ConnectorError {
    /// How long the source asked us to wait.
    fileprivate var retryAfter: Duration? {
        switch self {
        case .http429(let retryAfter), .http5xx(let retryAfter): retryAfter
        default: nil
        }
    }
}
