extension ManifestAuth {
    /// A request whose JSON answer holds a token.
    public struct SignIn: Hashable, Sendable {
        /// As ``OAuth/tokenURL``.
        public let url: String
        /// What is sent as JSON, an object of texts, in the manifest's order.
        public let body: [Member]
        /// A jq program: takes the answer, yields the token.
        public let token: String
        /// A jq program: takes the answer, yields the seconds that the token is good for; `nil` where the CRM tells none.
        public let lifetime: String?
        public let headerName: String
        /// Holds `{token}`.
        public let headerValue: SettingText

        public init(
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
        public struct Member: Hashable, Sendable {
            public let name: String
            public let value: SettingText

            public init(name: String, value: SettingText) {
                self.name = name
                self.value = value
            }
        }
    }
}
