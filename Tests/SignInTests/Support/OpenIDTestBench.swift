import CallModel
import StrictJSON
import TestSupport
import Waiting

@testable import SignIn

/// A verifier for one provider, with a clock in the test's hand.
struct OpenIDTestBench {
    let time = ManualTime()
    let provider: Provider
    let keys: IssuerKeys
    let events: Events
    private let verifier: TokenVerifier

    /// The events so far, in order.
    final class Events: Sendable {
        private let recorded = Lock<[TokenEvent]>([])
        var all: [TokenEvent] { self.recorded.withLock(\.self) }
        func record(_ event: TokenEvent) { self.recorded.withLock { $0.append(event) } }
    }

    init(_ provider: Provider, jwks: String? = "https://login.example/keys", rules change: (inout TokenRules) -> Void = { _ in })
    {
        var rules = TokenRules(
            issuer: Provider.issuer, audiences: ["callcard"], algorithms: [.es256],
            role: .claim("roles", ["Agents": .agent, "Owners": .owner]),
            services: .claim("groups", ["g1": .only(["support"]), "g2": .only(["sales"]), "all": .all]))
        change(&rules)
        let events = Events()
        self.provider = provider
        self.events = events
        self.keys = IssuerKeys(
            .init(issuer: rules.issuer, jwks: jwks, algorithms: rules.algorithms), transport: provider, time: self.time,
            onEvent: events.record)
        self.verifier = TokenVerifier(
            [.init(rules: rules, keys: self.keys)], names: PrincipalNames(), time: self.time, onEvent: events.record)
    }

    /// Claims of a good token of Anna's, which ends in an hour.
    var claims: JSONObject {
        let now = self.time.wallNow().milliseconds / 1_000
        return [
            "iss": .string(Provider.issuer), "aud": "callcard", "sub": "17", "exp": .number("\(now + 3_600)"),
            "preferred_username": "Anna@Example.com", "roles": .array(["Agents"]), "groups": .array(["g1"]),
        ]
    }

    func principal(_ token: String) async -> Principal? {
        await self.verifier.principal(presenting: token)
    }

    /// Why the token is refused; `nil` where it is accepted.
    func refusal(_ token: String) async -> TokenRefusal? {
        do throws(TokenRefusal) {
            _ = try await self.verifier.verify(token)
            return nil
        } catch {
            return error
        }
    }
}
