import OutboundHTTP
import StrictJSON
import Waiting

@testable import SignIn

/// An OpenID provider without a network: its answers, and how often it was asked for its keys.
final class Provider: HTTPTransport {
    static let issuer = "https://login.example/tenant"

    struct State {
        var keys: [JSONValue]
        /// The issuer that its discovery document names.
        var issuer = Provider.issuer
        var isDown = false
        /// Whether its discovery document says that its answers name it.
        var namesIssuer = false
        /// Whether answers wait until somebody changes this.
        var isSlow = false
        var fetches = 0
        var urls: [String] = []
        /// The answer of the token endpoint.
        var token = HTTPAnswer(status: 400)
        /// The forms that came to the token endpoint, with their credentials.
        var forms: [(form: String, credentials: String?)] = []
    }

    private let state: Lock<State>

    init(_ signers: Signer...) {
        self.state = Lock(State(keys: signers.map { $0.webKey() }))
    }

    var fetches: Int { self.state.withLock(\.fetches) }
    /// Addresses that were asked for, in order.
    var urls: [String] { self.state.withLock(\.urls) }

    /// Bodies that came to the token endpoint, and credentials shown there.
    var forms: [String] { self.state.withLock { $0.forms.map(\.form) } }
    var credentials: [String?] { self.state.withLock { $0.forms.map(\.credentials) } }

    func change(_ change: (inout State) -> Void) {
        self.state.withLock { change(&$0) }
    }

    func send(_ request: HTTPCall) async throws(TransportError) -> HTTPAnswer {
        self.change { state in
            state.urls.append(request.url)
            if request.url.hasSuffix("/keys") { state.fetches += 1 }
        }
        while self.state.withLock(\.isSlow) { await Task.yield() }
        let state = self.state.withLock(\.self)
        guard !state.isDown else { throw .connect }
        switch request.url {
        case Self.issuer + "/.well-known/openid-configuration":
            return HTTPAnswer(
                status: 200,
                body: JSONValue.object([
                    "issuer": .string(state.issuer), "jwks_uri": "https://login.example/keys",
                    "authorization_response_iss_parameter_supported": .bool(state.namesIssuer),
                    "authorization_endpoint": "https://login.example/authorize", "token_endpoint": "https://login.example/token",
                ]).encoded())
        case "https://login.example/token":
            let credentials = request.headers.first { $0.name == "Authorization" }?.value
            self.change { $0.forms.append((String(decoding: request.body ?? [], as: UTF8.self), credentials)) }
            return state.token
        case "https://login.example/keys":
            return HTTPAnswer(status: 200, body: JSONValue.object(["keys": .array(state.keys)]).encoded())
        default:
            return HTTPAnswer(status: 404)
        }
    }
}
