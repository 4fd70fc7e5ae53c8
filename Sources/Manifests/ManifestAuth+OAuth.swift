extension ManifestAuth {
    /// The client credentials grant of OAuth 2.0 (RFC 6749, 4.4).
    package struct OAuth: Hashable, Sendable {
        /// RFC 6570 over `settings.*`; begins with `/`, after the setting `baseURL`, or holds its scheme and host literally.
        package let tokenURL: String
        package let clientID: SettingText
        package let clientSecret: SettingText
        /// Sent as it is; `nil` sends none.
        package let scope: SettingText?
        package let credentials: Place

        package init(
            tokenURL: String, clientID: SettingText, clientSecret: SettingText, scope: SettingText? = nil,
            credentials: Place = .form
        ) {
            self.tokenURL = tokenURL
            self.clientID = clientID
            self.clientSecret = clientSecret
            self.scope = scope
            self.credentials = credentials
        }

        /// Where id and secret of the client stand in the request for a token (RFC 6749, 2.3.1).
        package enum Place: String, CaseIterable, Sendable {
            /// In the body, beside the other parameters.
            case form
            /// In an `Authorization: Basic` header.
            case basic
        }
    }
}
