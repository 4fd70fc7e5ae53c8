package import CallModel
package import ConnectorHTTP
import Waiting

/// Keeps a refresh token in memory, and notes what happened to it.
package final class RefreshTokenMemory: RefreshTokenStore {
    private struct State {
        var token: Sensitive<String>?
        var failure: RefreshTokenFailure?
        var trouble: String?
        var exchanges = 0
    }

    package let connector = ConnectorID("acme")!
    private let state: Lock<State>

    /// - Parameter token: The first one; `nil` where nobody has signed in.
    package init(_ token: String?) {
        self.state = Lock(State(token: token.map { Sensitive($0) }))
    }

    package var token: String? { self.state.withLock { $0.token?.revealed() } }
    package var exchanges: Int { self.state.withLock(\.exchanges) }
    package var trouble: String? { self.state.withLock(\.trouble) }

    /// Whether exchanges fail from now on, and how.
    package func fail(_ failure: RefreshTokenFailure?) { self.state.withLock { $0.failure = failure } }
    /// The words of trouble from now on.
    package func complain(_ words: String?) { self.state.withLock { $0.trouble = words } }
    /// Puts another token in the place of the one that is there, as signing in does.
    package func put(_ token: String) { self.state.withLock { $0.token = Sensitive(token) } }

    package func exchange<Value: Sendable>(
        until _: MonotonicTime, _ exchange: @Sendable (Sensitive<String>) async -> (value: Value, rotated: Sensitive<String>?)
    ) async throws(RefreshTokenFailure) -> Value {
        let (token, failure) = self.state.withLock { state in
            state.exchanges += 1
            return (state.token, state.failure)
        }
        if let failure { throw failure }
        guard let token else { throw .missing }
        let (value, rotated) = await exchange(token)
        if let rotated { self.state.withLock { $0.token = rotated } }
        return value
    }
}
