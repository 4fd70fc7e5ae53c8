package import CallModel
internal import Crypto
internal import Foundation
package import OutboundHTTP
internal import StrictJSON
internal import Waiting

/// Signs people in with OpenID Connect: the authorization code flow (Core 1.0, 3.1) with a proof key (RFC 7636, S256).
///
/// 1. ``address(for:)`` is where the browser goes, with the attempt's state, nonce and the verifier's digest.
/// 2. ``account(bringing:from:)`` looks who answers (RFC 9207), exchanges the code for an ID token, and checks that as a bearer token
///    is checked, and its nonce.
///
/// 3. ``rights(of:)`` works out what the person may, then and later.
///
/// Nothing of the provider's tokens is kept.
package final class OpenIDProvider: SignInProvider {
    /// The client that Callcard is to the provider.
    package struct Client: Hashable, Sendable {
        /// The client's id.
        package var id: String
        /// The client's secret; `nil` for a public client, which has its proof key only.
        package var secret: Sensitive<String>?
        /// The scopes that are asked for; `openid` must be among it.
        package var scopes: [String]

        /// Scopes that give a name and an e-mail address.
        package static let usualScopes = ["openid", "profile", "email"]

        /// A client as it is registered with the provider.
        package init(id: String, secret: Sensitive<String>? = nil, scopes: [String] = Self.usualScopes) {
            self.id = id
            self.secret = secret
            self.scopes = scopes
        }
    }

    /// Addresses are asked for anew every hour; while that fails there is a pause, so that nobody's requests become ours.
    private static let pace = IssuerCache<ProviderAddresses>.Pace(longestRetry: .seconds(30))

    private let client: Client
    private let rules: TokenRules
    private let accounts: AccountRules
    private let keys: IssuerKeys
    private let documents: DiscoveryClient
    private let names: PrincipalNames
    private let time: any TimeSource
    private let onEvent: TokenEventHandler
    private let known = Lock(IssuerCache<ProviderAddresses>(pace: OpenIDProvider.pace))
    private let discovering = SingleFlight<Void>()

    /// A provider that is asked for nothing before somebody signs in.
    ///
    /// - Parameters:
    ///   - client: The client as it is registered with the provider.
    ///   - rules: Which ID tokens are accepted, and what they give; its audience is the client's id.
    ///   - keys: The provider's keys; the caller runs them.
    ///   - transport: Sends the calls to the provider.
    ///   - names: Names for the people who sign in.
    ///   - time: The clocks for tokens and for addresses that are kept.
    ///   - onEvent: Called for each ID token that is refused.
    package init(
        client: Client, rules: TokenRules, keys: IssuerKeys, transport: any HTTPTransport, names: PrincipalNames,
        time: any TimeSource, onEvent: @escaping TokenEventHandler
    ) {
        self.client = client
        self.rules = rules
        self.accounts = AccountRules(rules)
        self.keys = keys
        self.documents = DiscoveryClient(
            issuer: rules.issuer, destinations: keys.options.destinations, transport: transport)
        self.names = names
        self.time = time
        self.onEvent = onEvent
    }

    /// The address at the provider to which the browser goes.
    ///
    /// - Throws: ``SignInFailure/unavailable`` where the provider's addresses can't be had.
    package func address(for attempt: SignInAttempt) async throws(SignInFailure) -> String {
        let address = try await self.addresses().authorization
        let query = FormEncoding([
            ("response_type", "code"), ("client_id", self.client.id), ("redirect_uri", attempt.redirect),
            ("scope", self.client.scopes.joined(separator: " ")), ("state", attempt.state), ("nonce", attempt.nonce),
            ("code_challenge", Self.challenge(attempt.verifier)), ("code_challenge_method", "S256"),
        ])
        return address + (address.contains("?") ? "&" : "?") + query.text
    }

    /// The account of the person whose code the browser brought back.
    ///
    /// - Throws: Why nobody is signed in; an event says what was wrong with a token.
    package func account(bringing answer: SignInAnswer, from attempt: SignInAttempt) async throws(SignInFailure) -> SignInAccount
    {
        let addresses = try await self.addresses()
        // RFC 9207, 2.4: a code of another server is shown to nobody.
        guard answer.issuer?.isExactly(self.rules.issuer) ?? !addresses.namesIssuer else { throw .unproven }
        let token = try await self.token(for: answer.code, attempt, at: addresses)
        var rules = self.rules
        rules.claims["nonce"] = attempt.nonce
        let verifier = TokenVerifier(
            [.init(rules: rules, keys: self.keys)], names: self.names, time: self.time, onEvent: self.onEvent)
        do throws(TokenRefusal) {
            let claims = try BearerToken(token).claims
            // Core 1.0, 3.1.3.7: a token for several must have been made for us.
            if let party = claims.text("azp"), !party.isExactly(self.client.id) { throw .audience }
            guard let user = try await verifier.verify(token).user else { throw .user }
            return self.accounts.account(of: user, claims)
        } catch {
            self.onEvent(.refused(error))
            throw error == .role || error == .user ? .stranger : .unproven
        }
    }

    package func rights(of account: SignInAccount) -> (role: Role, services: ServiceScope)? { self.accounts.rights(of: account) }

    /// RFC 7636, 4.2.
    private static func challenge(_ verifier: String) -> String {
        Base64URL.encode(SHA256.hash(data: Array(verifier.utf8)))
    }
}

extension OpenIDProvider {
    /// The provider's addresses; those of before while new ones are asked for. All who wait for the first wait for the same answer, and
    /// in the pause after a failure nobody waits.
    private func addresses() async throws(SignInFailure) -> ProviderAddresses {
        let now = self.time.monotonicNow()
        let (known, isDue) = self.known.withLock { ($0.usable(at: now), $0.isDue(at: now)) }
        if let known {
            if isDue { self.discovering.start { await self.discover() } }
            return known
        }
        if isDue || self.discovering.isUnderWay { await self.discovering.value { await self.discover() } }
        guard let found = self.known.withLock({ $0.usable(at: now) }) else { throw .unavailable }
        return found
    }

    private func discover() async {
        // Whoever came just after another's answer has no need to ask again.
        guard self.known.withLock({ [time] in $0.isDue(at: time.monotonicNow()) }) else { return }
        let document = try? await self.documents.discover()
        let allowsHTTP = self.documents.destinations.allowsHTTP
        let addresses = document.flatMap { ProviderAddresses($0, allowsHTTP: allowsHTTP) }
        let now = self.time.monotonicNow()
        self.known.withLock { known in
            if let addresses { known.succeed(with: addresses, at: now) } else { known.fail(at: now) }
        }
    }

    /// The ID token that a code stands for (RFC 6749, 4.1.3).
    private func token(
        for code: Sensitive<String>, _ attempt: SignInAttempt, at addresses: ProviderAddresses
    ) async throws(SignInFailure) -> String {
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
    /// Whether the provider's keys can be had, as `sign-in`.
    package var health: [Health] { self.keys.health.map { Health(name: "sign-in", trouble: $0.trouble) } }
}

/// The addresses at which a provider signs people in, by its discovery document (OpenID Connect Discovery 1.0, section 3).
struct ProviderAddresses: Hashable, Sendable {
    /// The page for browsers.
    let authorization: String
    /// The endpoint that exchanges codes for tokens.
    let token: String
    /// Whether it wants the client's secret in the form; most take it as basic credentials, too, which is what a document that says
    /// nothing means.
    let wantsSecretInForm: Bool
    /// Whether its answers name it (RFC 9207, 3), so that one that doesn't is none of its.
    let namesIssuer: Bool

    /// The addresses in a document; `nil` where one is missing, or no address that a browser should be sent to: `https:`, or `http:` where that is allowed.
    init?(_ document: JSONObject, allowsHTTP: Bool) {
        guard let authorization = document["authorization_endpoint"]?.stringValue,
            let token = document["token_endpoint"]?.stringValue,
            [authorization, token].allSatisfy({ Self.isPlain($0, allowsHTTP: allowsHTTP) })
        else { return nil }
        self.authorization = authorization
        self.token = token
        let methods = document["token_endpoint_auth_methods_supported"]?.arrayValue?.compactMap(\.stringValue) ?? []
        self.namesIssuer = document["authorization_response_iss_parameter_supported"]?.boolValue ?? false
        self.wantsSecretInForm = methods.contains("client_secret_post") && !methods.contains("client_secret_basic")
    }

    private static func isPlain(_ address: String, allowsHTTP: Bool) -> Bool {
        (address.hasPrefix("https://") || allowsHTTP && address.hasPrefix("http://"))
            && address.utf8.allSatisfy { (0x21...0x7E).contains($0) } && !address.contains("#")
    }
}
