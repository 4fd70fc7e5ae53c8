import CallModel
import StrictJSON
import Synchronization
import TestSupport

@testable import SignIn

/// A verifier for one provider, with a clock in the test's hand.
struct Desk {
    let time = ManualTime()
    let provider: Provider
    let keys: IssuerKeys
    let notes: Notes
    private let verifier: TokenVerifier

    /// What was noted, in order.
    final class Notes: Sendable {
        private let notes = Mutex<[TokenEvent]>([])
        var all: [TokenEvent] { self.notes.withLock(\.self) }
        func add(_ note: TokenEvent) { self.notes.withLock { $0.append(note) } }
    }

    init(_ provider: Provider, jwks: String? = "https://login.example/keys", rules change: (inout TokenRules) -> Void = { _ in })
    {
        var rules = TokenRules(
            issuer: Provider.issuer, audiences: ["callcard"], algorithms: [.es256],
            role: .claim("roles", ["Agents": .agent, "Owners": .owner]),
            services: .claim("groups", ["g1": .only(["support"]), "g2": .only(["sales"]), "all": .all]))
        change(&rules)
        let notes = Notes()
        self.provider = provider
        self.notes = notes
        self.keys = IssuerKeys(
            .init(issuer: rules.issuer, jwks: jwks, algorithms: rules.algorithms), transport: provider, time: self.time,
            note: notes.add)
        self.verifier = TokenVerifier(
            [.init(rules: rules, keys: self.keys)], names: PrincipalNames(), time: self.time, note: notes.add)
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

    /// `nil` where the token is taken.
    func refusal(_ token: String) async -> TokenRefusal? {
        do throws(TokenRefusal) {
            _ = try await self.verifier.verify(token)
            return nil
        } catch {
            return error
        }
    }
}
