public import CallModel
internal import Crypto
internal import Foundation
public import OutboundHTTP
internal import StrictJSON
internal import Synchronization

/// Signs people in with OpenID Connect: the authorization code flow (Core 1.0, 3.1) with a proof key (RFC 7636, S256).
///
/// 1. ``address(for:)`` is where the browser goes, with the attempt's state, nonce and the verifier's digest.
/// 2. ``principal(bringing:from:)`` exchanges the code for an ID token, and checks that as a bearer token is checked, and its nonce.
///
/// Nothing of the provider's tokens is kept.
public final class OpenIDProvider: SignInProvider {
    /// Who we are to the provider.
    public struct Client: Hashable, Sendable {
        public var id: String
        /// `nil` for a public client, which has its proof key only.
        public var secret: Sensitive<String>?
        /// What is asked for; `openid` must be among it.
        public var scopes: [String]

        public static let usualScopes = ["openid", "profile", "email"]

        public init(id: String, secret: Sensitive<String>? = nil, scopes: [String] = Self.usualScopes) {
            self.id = id
            self.secret = secret
            self.scopes = scopes
        }
    }

    /// How long the provider's addresses are taken for known.
    private static let addressesLast = Duration.seconds(3_600)

    private let client: Client
    private let rules: TokenRules
    private let keys: IssuerKeys
    private let documents: DiscoveryClient
    private let names: PrincipalNames
    private let time: any TimeSource
    private let note: TokenEventHandler
    private let known = Mutex<(addresses: ProviderAddresses, at: MonotonicTime)?>(nil)

    /// - Parameters:
    ///   - rules: Which ID tokens are taken, and what they give; its audience is the client's id.
    ///   - keys: The provider's keys; somebody else runs them.
    public init(
        client: Client, rules: TokenRules, keys: IssuerKeys, transport: any HTTPTransport, names: PrincipalNames,
        time: any TimeSource, note: @escaping TokenEventHandler
    ) {
        self.client = client
        self.rules = rules
        self.keys = keys
        self.documents = DiscoveryClient(
            issuer: rules.issuer, destinations: keys.options.destinations, transport: transport)
        self.names = names
        self.time = time
        self.note = note
    }

    public func address(for attempt: SignInAttempt) async throws(SignInFailure) -> String {
        let address = try await self.addresses().authorization
        let query = FormEncoding([
            ("response_type", "code"), ("client_id", self.client.id), ("redirect_uri", attempt.redirect),
            ("scope", self.client.scopes.joined(separator: " ")), ("state", attempt.state), ("nonce", attempt.nonce),
            ("code_challenge", Self.challenge(attempt.verifier)), ("code_challenge_method", "S256"),
        ])
        return address + (address.contains("?") ? "&" : "?") + query.text
    }

    public func principal(bringing code: Sensitive<String>, from attempt: SignInAttempt) async throws(SignInFailure) -> Principal
    {
        let token = try await self.token(for: code, attempt)
        var rules = self.rules
        rules.claims["nonce"] = attempt.nonce
        let verifier = TokenVerifier([.init(rules: rules, keys: self.keys)], names: self.names, time: self.time, note: self.note)
        do throws(TokenRefusal) {
            let claims = try BearerToken(token).claims
            // Core 1.0, 3.1.3.7: a token for several must have been made for us.
            if let party = claims.text("azp"), !party.isExactly(self.client.id) { throw .audience }
            let proven = try await verifier.verify(token)
            return Principal(id: proven.id, role: proven.role, services: proven.services, user: proven.user)
        } catch {
            self.note(.refused(error))
            throw error == .role || error == .user ? .stranger : .unproven
        }
    }

    /// RFC 7636, 4.2.
    private static func challenge(_ verifier: String) -> String {
        Base64URL.encode(SHA256.hash(data: Array(verifier.utf8)))
    }
}

extension OpenIDProvider {
    private func addresses() async throws(SignInFailure) -> ProviderAddresses {
        let now = self.time.monotonicNow()
        if let known = self.known.withLock(\.self), now - known.at < Self.addressesLast { return known.addresses }
        guard let document = try? await self.documents.discover(),
            let addresses = ProviderAddresses(document, allowsHTTP: self.documents.destinations.allowsHTTP)
        else { throw .unavailable }
        self.known.withLock { $0 = (addresses, now) }
        return addresses
    }

    /// The ID token that a code stands for (RFC 6749, 4.1.3).
    private func token(for code: Sensitive<String>, _ attempt: SignInAttempt) async throws(SignInFailure) -> String {
        let addresses = try await self.addresses()
        var members: [(name: String, value: String)] = [
            ("grant_type", "authorization_code"), ("code", code.revealed()), ("redirect_uri", attempt.redirect),
            ("code_verifier", attempt.verifier),
        ]
        var headers: [(name: String, value: String)] = []
        switch self.client.secret?.revealed() {
        case let secret? where addresses.wantsSecretInForm:
            members += [("client_id", self.client.id), ("client_secret", secret)]
        case let secret?:
            // RFC 6749, 2.3.1: both parts are form-encoded before they are joined.
            let pair = "\(FormEncoding.encode(self.client.id)):\(FormEncoding.encode(secret))"
            headers = [("Authorization", "Basic \(Data(pair.utf8).base64EncodedString())")]
        case nil:
            members.append(("client_id", self.client.id))
        }
        guard let answer = try? await self.documents.post(FormEncoding(members), to: addresses.token, headers: headers) else {
            throw .unavailable
        }
        guard answer.status == 200 else { throw (500...599).contains(answer.status) ? .unavailable : .refused }
        guard let object = (try? StrictJSON.parse(answer.body))?.objectValue, let token = object["id_token"]?.stringValue else {
            throw .unavailable
        }
        return token
    }
}

extension OpenIDProvider: HealthCheck {
    public var health: [Health] { self.keys.health.map { Health(name: "sign-in", trouble: $0.trouble) } }
}
