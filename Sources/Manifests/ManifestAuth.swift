/// How a request proves who asks.
package enum ManifestAuth: Hashable, Sendable {
    case none
    /// `Authorization: Bearer <token>` (RFC 6750, 2.1).
    case bearer(token: SettingText)
    /// `Authorization: Basic <base64>` (RFC 7617), in UTF-8.
    case basic(username: SettingText, password: SettingText)
    /// A header of the CRM's own, such as `X-Api-Key`.
    case header(name: String, value: SettingText)
    /// A member of each URL's query. It leaks: whoever stands between us and the CRM may log URLs.
    case query(name: String, value: SettingText)
    /// Texts at places of the JSON that each request sends.
    case body([BodyMember])
    /// A token by OAuth 2.0 client credentials, sent as in ``bearer(token:)``.
    case oauth(OAuth)
    /// A token by a sign-in of the CRM's own.
    case signIn(SignIn)

    /// The words of `auth.type`.
    package enum Kind: String, CaseIterable, Sendable {
        case none, bearer, basic, header, query, body, oauth, signIn

        /// The keys beside `type`; the first ones are required.
        var keys: [String] {
            switch self {
            case .none: []
            case .bearer: ["token"]
            case .basic: ["username", "password"]
            case .header, .query: ["name", "value"]
            case .body: ["members"]
            case .oauth: ["tokenURL", "clientID", "clientSecret", "scope", "credentials"]
            case .signIn: ["url", "body", "token", "lifetime", "header"]
            }
        }
    }

    /// A text that is put into the JSON of a request.
    package struct BodyMember: Hashable, Sendable {
        /// Where: a JSON pointer (RFC 6901) such as `/params/args/2`.
        package let pointer: String
        package let value: SettingText

        package init(pointer: String, value: SettingText) {
            self.pointer = pointer
            self.value = value
        }
    }

    /// What is not good about it though it works, and what would be better.
    package var leak: String? {
        guard case .query(let name, _) = self else { return nil }
        return "auth puts its credentials into the query of each URL (\(name)), which those on the way may log; "
            + "use a header if the CRM takes one"
    }

    /// Whether credentials are exchanged for a token that ends.
    package var hasToken: Bool {
        switch self {
        case .oauth, .signIn: true
        case .none, .bearer, .basic, .header, .query, .body: false
        }
    }
}
