package import CallModel
package import Manifests
package import OutboundHTTP
import StrictJSON

/// Gets a connector's first refresh token: the authorization code grant (RFC 6749, 4.1) with a proof key (RFC 7636, S256).
///
/// 1. ``address(for:)`` is where the operator's browser goes.
/// 2. ``tokens(for:from:)`` exchanges the code that it brings back.
package struct AuthorizationClient: Sendable {
    private let oauth: ManifestAuth.OAuth
    private let settings: ConnectorSettings
    private let accept: [String]
    private let transport: any HTTPTransport

    /// The time that the exchange may take; a person waits for it.
    private static let patience = Duration.seconds(20)

    /// - Parameters:
    ///   - settings: Those of the installation, with secrets.
    ///   - transport: Sends the code to the token endpoint.
    /// - Returns: `nil` where the manifest's `auth` needs no refresh token.
    package init?(_ manifest: ConnectorManifest, settings: ConnectorSettings, transport: any HTTPTransport) {
        guard let oauth = manifest.auth.refreshing else { return nil }
        self.oauth = oauth
        self.settings = settings
        self.accept = manifest.accept
        self.transport = transport
    }

    /// One person's way to the provider and back.
    package struct Attempt: Sendable, Redacted {
        /// Comes back with the code, and with no other one.
        package let state: String
        /// The digest of `verifier` (RFC 7636, 4.2).
        let challenge: String
        /// The secret that proves, with the code, that it is ours.
        let verifier: String
        /// Where the provider sends the browser.
        let redirect: String

        /// An attempt with secrets that are new.
        package init(state: String, verifier: String, challenge: String, redirect: String) {
            self.state = state
            self.verifier = verifier
            self.challenge = challenge
            self.redirect = redirect
        }
    }

    /// What came of a code.
    package struct Tokens: Sendable, Redacted {
        /// To be kept.
        package let refreshToken: Sensitive<String>
        /// Members of the answer that are no secrets, such as `scope` and `api_domain`, in this order.
        package let told: [(name: String, value: String)]
    }

    /// Why there is no refresh token. No case holds a code, a token or a secret.
    package enum Failure: Error, Hashable, Sendable {
        /// The provider refuses the code or the client; with the error's code where it is one.
        case refused(String?)
        /// There was an access token, and no refresh token.
        case noRefreshToken
        /// The token endpoint could not be asked, or its answer is none.
        case failed(Outcome)
        /// The request can't be made.
        case unusable(ConnectorBuildError)
    }

    /// The page at which the operator lets Callcard in.
    ///
    /// - Returns: `nil` where the manifest names none.
    /// - Throws: Where a setting has no value.
    package func address(for attempt: Attempt) throws(ConnectorBuildError) -> String? {
        guard case .refreshToken(let authorization?) = self.oauth.grant else { return nil }
        let address = try TokenRequestMaker(settings: self.settings).address(authorization.url, part: "auth.authorizeURL")
        var pairs = [
            ("response_type", "code"), ("client_id", try self.settings.filled(self.oauth.clientID, part: "auth.clientID")),
            ("redirect_uri", attempt.redirect), ("state", attempt.state), ("code_challenge", attempt.challenge),
            ("code_challenge_method", "S256"),
        ]
        if let scope = self.oauth.scope { pairs.append(("scope", try self.settings.filled(scope, part: "auth.scope"))) }
        for parameter in authorization.parameters {
            pairs.append((parameter.name, try self.settings.filled(parameter.value, part: "auth.authorizeParameters")))
        }
        return address + (address.contains("?") ? "&" : "?") + pairs.map { QueryText.pair($0, $1) }.joined(separator: "&")
    }

    /// Exchanges a code for tokens (RFC 6749, 4.1.3).
    ///
    /// - Parameter attempt: The one that brought the code; `nil` for a code that the provider's console gave, without a browser.
    package func tokens(for code: Sensitive<String>, from attempt: Attempt?) async throws(Failure) -> Tokens {
        var parameters = [(name: "code", value: code.revealed())]
        if let attempt { parameters += [("redirect_uri", attempt.redirect), ("code_verifier", attempt.verifier)] }
        let call: HTTPCall
        do throws(ConnectorBuildError) {
            call = try TokenRequestMaker(settings: self.settings)
                .call(self.oauth, grant: "authorization_code", parameters, scope: nil)
        } catch {
            throw .unusable(error)
        }
        let answer: HTTPAnswer
        do throws(TransportError) {
            answer = try await self.transport.send(call.limited(to: Self.patience))
        } catch {
            throw .failed(ConnectorError(error).outcome)
        }
        return try self.tokens(in: answer)
    }

    private func tokens(in answer: HTTPAnswer) throws(Failure) -> Tokens {
        if let refusal = OAuthRefusal(answer) { throw .refused(refusal.code) }
        do throws(ConnectorError) {
            let now = WallTime(milliseconds: 0)
            guard try AnswerCheck.hasRecords(answer, notFound: [], accept: self.accept, now: now) else { throw .badPayload }
        } catch {
            throw .failed(error.outcome)
        }
        guard let members = (try? StrictJSON.parse(answer.body))?.objectValue, members["access_token"]?.stringValue != nil else {
            throw .failed(.badPayload)
        }
        guard let token = members["refresh_token"]?.stringValue.flatMap(TokenAnswer.refreshToken) else { throw .noRefreshToken }
        return Tokens(
            refreshToken: token, told: Self.toldMembers.compactMap { name in members[name].flatMap(Self.text).map { (name, $0) } }
        )
    }

    /// Members that are no secrets anywhere: RFC 6749, 5.1, and where the interface is (Zoho, Salesforce).
    private static let toldMembers = ["scope", "expires_in", "api_domain", "instance_url"]

    private static func text(_ value: JSONValue) -> String? {
        switch value {
        case .string(let text), .number(let text): text.utf8.count <= 1_024 && HeaderRule.isValue(text) ? text : nil
        case .null, .bool, .array, .object: nil
        }
    }
}
