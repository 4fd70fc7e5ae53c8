import CallModel
import FoundationEssentials
package import Manifests
package import OutboundHTTP
import StrictJSON

/// Makes the request for a token, which is the same each time.
package struct TokenRequestMaker {
    private let settings: ConnectorSettings

    /// - Parameter settings: Fill in the texts and URLs of `auth`.
    package init(settings: ConnectorSettings) {
        self.settings = settings
    }

    /// The request for a token; `nil` where `auth` needs none.
    package func call(_ auth: ManifestAuth) throws(ConnectorBuildError) -> HTTPCall? {
        switch auth {
        case .none, .bearer, .basic, .header, .query, .body: nil
        case .oauth(let oauth): try self.call(oauth)
        case .signIn(let signIn): try self.call(signIn)
        }
    }

    /// RFC 6749, 4.4.2; the client's credentials stand in the body or in a header, never in both. An assertion is missing here:
    /// ``ClientAssertion`` adds it to what is sent.
    func call(_ oauth: ManifestAuth.OAuth) throws(ConnectorBuildError) -> HTTPCall {
        let client = try self.settings.filled(oauth.clientID, part: "auth.clientID")
        let secret = try oauth.clientSecret.map { text throws(ConnectorBuildError) in
            try self.settings.filled(text, part: "auth.clientSecret")
        }
        var headers: [(name: String, value: String)] = []
        var members: JSONObject = ["grant_type": .string("client_credentials")]
        switch (oauth.credentials, secret) {
        case (_, nil): members["client_assertion_type"] = .string(ClientAssertion.type)
        case (.form, let secret?):
            members["client_id"] = .string(client)
            members["client_secret"] = .string(secret)
        case (.basic, let secret?):
            // RFC 6749, 2.3.1: both are form-encoded before they become a pair.
            let pair = QueryText.encoded(client) + ":" + QueryText.encoded(secret)
            headers.append(("Authorization", "Basic " + Data(pair.utf8).base64EncodedString()))
        }
        if let scope = oauth.scope { members["scope"] = .string(try self.settings.filled(scope, part: "auth.scope")) }
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
        let template = try URLTemplate(url, settings: self.settings, part: part)
        let plain = self.settings.plain
        guard let expanded = template.expand(base: self.settings.baseURL, { plain[String($0.dropFirst(9))] }) else {
            throw ConnectorBuildError(part: part, reason: "a setting would lead out of its folder")
        }
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
