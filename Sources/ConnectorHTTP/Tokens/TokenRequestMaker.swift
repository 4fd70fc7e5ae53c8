import CallModel
import FoundationEssentials
package import Manifests
package import OutboundHTTP
import StrictJSON

/// Makes requests for tokens; without a refresh token they are the same each time.
package struct TokenRequestMaker: Sendable {
    private let settings: ConnectorSettings

    /// - Parameter settings: Fill in the texts and URLs of `auth`.
    package init(settings: ConnectorSettings) {
        self.settings = settings
    }

    /// The request for a token; `nil` where `auth` needs none.
    ///
    /// - Parameter refreshToken: Stands in the request where `auth` needs one.
    package func call(_ auth: ManifestAuth, refreshToken: String = "") throws(ConnectorBuildError) -> HTTPCall? {
        switch auth {
        case .none, .bearer, .basic, .header, .query, .path, .body: nil
        case .oauth(let oauth): try self.call(oauth, refreshToken: refreshToken)
        case .signIn(let signIn): try self.call(signIn)
        }
    }

    /// RFC 6749, 4.4.2 or 6.
    func call(_ oauth: ManifestAuth.OAuth, refreshToken: String) throws(ConnectorBuildError) -> HTTPCall {
        switch oauth.grant {
        case .clientCredentials:
            let scope = try oauth.scope.map { text throws(ConnectorBuildError) in
                try self.settings.filled(text, part: "auth.scope")
            }
            return try self.call(oauth, grant: "client_credentials", [], scope: scope)
        case .refreshToken:
            // Without a scope it is the one that was consented to.
            return try self.call(oauth, grant: "refresh_token", [("refresh_token", refreshToken)], scope: nil)
        }
    }

    /// A request of one grant; the client's credentials stand in the body or in a header, never in both.
    ///
    /// - Parameter parameters: Those of the grant.
    func call(
        _ oauth: ManifestAuth.OAuth, grant: String, _ parameters: [(name: String, value: String)], scope: String?
    ) throws(ConnectorBuildError) -> HTTPCall {
        let client = try self.settings.filled(oauth.clientID, part: "auth.clientID")
        let secret = try oauth.clientSecret.map { text throws(ConnectorBuildError) in
            try self.settings.filled(text, part: "auth.clientSecret")
        }
        var headers: [(name: String, value: String)] = []
        var members: JSONObject = ["grant_type": .string(grant)]
        for (name, value) in parameters { members[name] = .string(value) }
        switch oauth.credentials {
        // RFC 7523, 2.2; the statement itself is added to what is sent.
        case _ where oauth.assertion != nil: members["client_assertion_type"] = .string(ClientAssertion.type)
        case .form:
            members["client_id"] = .string(client)
            if let secret { members["client_secret"] = .string(secret) }
        case .basic:
            // RFC 6749, 2.3.1: both are form-encoded before they become a pair.
            let pair = QueryText.encoded(client) + ":" + QueryText.encoded(secret ?? "")
            headers.append(("Authorization", "Basic " + Data(pair.utf8).base64EncodedString()))
        }
        if let scope { members["scope"] = .string(scope) }
        return try self.call(
            to: oauth.tokenURL, part: "auth.tokenURL", headers: headers, body: .object(members), as: oauth.format)
    }

    /// What signs each request for a token; `nil` where a secret goes with it.
    ///
    /// - Parameter call: The request, whose URL it is meant for.
    func assertion(_ oauth: ManifestAuth.OAuth, for call: HTTPCall) throws(ConnectorBuildError) -> ClientAssertion? {
        guard let assertion = oauth.assertion else { return nil }
        let client = try self.settings.filled(oauth.clientID, part: "auth.clientID")
        return try ClientAssertion(assertion, client: client, audience: call.url, settings: self.settings)
    }

    /// A URL of `auth`, filled in.
    func address(_ url: String, part: String) throws(ConnectorBuildError) -> String {
        let template = try URLTemplate(url, settings: self.settings, part: part)
        let plain = self.settings.plain
        guard let expanded = template.expand(base: self.settings.baseURL, { plain[String($0.dropFirst(9))] }) else {
            throw ConnectorBuildError(part: part, reason: "a setting would lead out of its folder")
        }
        return expanded
    }

    /// JSON or a form, as the manifest says.
    func call(_ signIn: ManifestAuth.SignIn) throws(ConnectorBuildError) -> HTTPCall {
        let body = try self.settings.filled(signIn.body, part: "auth.body")
        return try self.call(to: signIn.url, part: "auth.url", headers: [], body: body, as: signIn.format)
    }

    /// The pieces of the text before, between and after the places of the token.
    func headerParts(_ text: SettingText) throws(ConnectorBuildError) -> [String] {
        // No setting that a header can carry holds this mark.
        let mark = "\u{0}"
        _ = try self.settings.headerValue(text, part: "auth.header", token: "token")
        let filled = try self.settings.filled(text, part: "auth.header", token: mark)
        return filled.split(separator: mark, omittingEmptySubsequences: false).map(String.init)
    }

    private func call(
        to url: String, part: String, headers: [(name: String, value: String)], body: JSONValue,
        as format: ManifestAuth.BodyFormat
    ) throws(ConnectorBuildError) -> HTTPCall {
        let expanded = try self.address(url, part: part)
        let type: String
        let bytes: [UInt8]
        switch format {
        case .json: (type, bytes) = ("application/json", body.encoded())
        case .form:
            guard let form = body.objectValue.flatMap(QueryText.init) else {
                throw ConnectorBuildError(part: "auth.body", reason: "a form holds texts only")
            }
            (type, bytes) = (QueryText.formType, Array(form.text.utf8))
        }
        return HTTPCall(
            method: "POST", url: expanded, headers: [("Accept", "application/json"), ("Content-Type", type)] + headers,
            body: bytes, destinations: self.settings.destinations)
    }
}
