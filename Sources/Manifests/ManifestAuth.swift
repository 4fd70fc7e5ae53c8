/// The `auth` of a manifest: the kind of credentials and their place in a request.
package enum ManifestAuth: Hashable, Sendable {
    /// No credentials.
    case none
    /// `Authorization: Bearer <token>` (RFC 6750, 2.1).
    case bearer(token: SettingText)
    /// `Authorization: Basic <base64>` (RFC 7617), in UTF-8.
    case basic(username: SettingText, password: SettingText)
    /// A header of the CRM's own, such as `X-Api-Key`.
    case header(name: String, value: SettingText)
    /// A member of each URL's query. It leaks: those between us and the CRM may log URLs.
    case query(name: String, value: SettingText)
    /// Segments before the path of each URL: RFC 6570 over `settings.*`, secrets too; begins with `/`. It leaks as a query does.
    case path(String)
    /// Texts at places of the JSON that each request sends.
    case body([BodyMember])
    /// A token by OAuth 2.0, sent as in ``bearer(token:)``.
    case oauth(OAuth)
    /// A token by a sign-in of the CRM's own.
    case signIn(SignIn)

    /// The words of `auth.type`; each stands for the case of the same name.
    package enum Kind: String, CaseIterable, Sendable {
        case none, bearer, basic, header, query, path, body, oauth, signIn

        /// The keys beside `type`; the first ones are required.
        var keys: [String] {
            switch self {
            case .none: []
            case .bearer: ["token"]
            case .basic: ["username", "password"]
            case .header, .query: ["name", "value"]
            case .path: ["value"]
            case .body: ["members"]
            case .oauth:
                [
                    "tokenURL", "clientID", "clientSecret", "assertion", "scope", "credentials", "format", "grant",
                    "authorizeURL", "authorizeParameters",
                ]
            case .signIn: ["url", "body", "token", "lifetime", "header", "format"]
            }
        }
    }

    /// A text that is put into the JSON of a request.
    package struct BodyMember: Hashable, Sendable {
        /// Its place: a JSON pointer (RFC 6901) such as `/params/args/2`.
        package let pointer: String
        /// The text, settings not yet filled in.
        package let value: SettingText
    }

    /// A grant of OAuth 2.0: client credentials (RFC 6749, 4.4), or a refresh token (section 6), which somebody's consent gave first.
    package struct OAuth: Hashable, Sendable {
        /// RFC 6570 over `settings.*`; begins with `/`, after the setting `baseURL`, or holds its scheme and host literally.
        package let tokenURL: String
        /// The identifier that the server has issued (RFC 6749, 2.2), settings not yet filled in.
        package let clientID: SettingText
        /// The password that belongs to ``clientID`` (RFC 6749, 2.3.1), settings not yet filled in; `nil` where ``assertion`` is,
        /// and for a public client, which only refreshes.
        package let clientSecret: SettingText?
        /// What proves who the client is where it has no secret.
        package let assertion: ClientAssertion?
        /// Sent as it is; `nil` sends none.
        package let scope: SettingText?
        /// The part of the request that carries ``clientID`` and ``clientSecret``.
        package let credentials: CredentialPart
        /// How the parameters are written: a form as in the RFC, or JSON, which some servers want.
        package let format: BodyFormat
        /// What a token is given for.
        package let grant: Grant

        /// The two grants that need no person while tokens are fetched.
        package enum Grant: Hashable, Sendable {
            /// `client_credentials`
            case clientCredentials
            /// `refresh_token`: one is kept for the connector, and is got by the given authorization; `nil` where the manifest knows none.
            case refreshToken(Authorization?)
        }

        /// The page at which a person lets the client in (RFC 6749, 4.1.1).
        package struct Authorization: Hashable, Sendable {
            /// As ``OAuth/tokenURL``.
            package let url: String
            /// Parameters beside those of the RFC, such as `access_type`; settings not yet filled in.
            package let parameters: [Parameter]
        }

        /// A member of a URL's query.
        package struct Parameter: Hashable, Sendable {
            /// The parameter's name.
            package let name: String
            /// Its value, settings not yet filled in.
            package let value: SettingText
        }

        /// The words of `auth.grant` in a manifest; each stands for one ``Grant``.
        package enum GrantWord: String, CaseIterable, Sendable {
            /// Id and secret are enough.
            case clientCredentials = "client_credentials"
            /// A person has let the client in.
            case refreshToken = "refresh_token"
        }

        /// The place of the client's id and secret in the request for a token (RFC 6749, 2.3.1).
        package enum CredentialPart: String, CaseIterable, Sendable {
            /// In the body, beside the other parameters, whatever ``OAuth/format`` it has.
            case form
            /// In an `Authorization: Basic` header.
            case basic
        }
    }

    /// A request, JSON or a form, whose JSON answer holds a token.
    package struct SignIn: Hashable, Sendable {
        /// As ``OAuth/tokenURL``.
        package let url: String
        /// What is sent: JSON of any shape, or for a form an object of texts, numbers and truth values.
        package let body: SettingJSON
        /// How ``body`` is written.
        package let format: BodyFormat
        /// A jq program: takes the answer, yields the token. As ``lifetime`` it sees `$settings`.
        package let token: String
        /// A jq program: takes the answer, yields the seconds that the token is good for; `nil` where the CRM does not tell.
        package let lifetime: String?
        /// The header that shows the token to the CRM.
        package let headerName: String
        /// Holds `{token}`.
        package let headerValue: SettingText
    }

    /// The two ways in which a request for a token writes its body. Raw values are the manifest's words.
    package enum BodyFormat: String, CaseIterable, Sendable {
        /// `application/json`.
        case json
        /// `application/x-www-form-urlencoded`.
        case form
    }

    /// The weakness of credentials that work, and the better way; `nil` where there is none.
    package var advice: String? {
        let place: String? =
            switch self {
            case .query(let name, _): "query of each URL (\(name))"
            case .path: "path of each URL"
            case .none, .bearer, .basic, .header, .body, .oauth, .signIn: nil
            }
        return place.map {
            "auth puts its credentials into the \($0), which those on the way may log; use a header if the CRM takes one"
        }
    }

    /// The settings that must hold a private key.
    package var keySettings: [String] {
        guard case .oauth(let oauth) = self else { return [] }
        return oauth.assertion?.key.settingNames ?? []
    }

    /// OAuth by a refresh token, which has to be kept; `nil` for all other credentials.
    package var refreshing: OAuth? {
        if case .oauth(let oauth) = self, case .refreshToken = oauth.grant { oauth } else { nil }
    }

    /// Whether credentials are exchanged for a token that ends.
    package var hasToken: Bool {
        switch self {
        case .oauth, .signIn: true
        case .none, .bearer, .basic, .header, .query, .path, .body: false
        }
    }
}
