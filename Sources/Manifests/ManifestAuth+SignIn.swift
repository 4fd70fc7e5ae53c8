extension ManifestAuth {
    /// A request whose JSON answer holds a token.
    package struct SignIn: Hashable, Sendable {
        /// As ``OAuth/tokenURL``.
        package let url: String
        /// What is sent as JSON, an object of texts, in the manifest's order.
        package let body: [Member]
        /// A jq program: takes the answer, yields the token.
        package let token: String
        /// A jq program: takes the answer, yields the seconds that the token is good for; `nil` where the CRM tells none.
        package let lifetime: String?
        package let headerName: String
        /// Holds `{token}`.
        package let headerValue: SettingText

        package init(
            url: String, body: [Member], token: String, lifetime: String?, headerName: String, headerValue: SettingText
        ) {
            self.url = url
            self.body = body
            self.token = token
            self.lifetime = lifetime
            self.headerName = headerName
            self.headerValue = headerValue
        }

        /// A member of the body.
        package struct Member: Hashable, Sendable {
            package let name: String
            package let value: SettingText

            package init(name: String, value: SettingText) {
                self.name = name
                self.value = value
            }
        }
    }
}
