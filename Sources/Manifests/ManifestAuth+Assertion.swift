extension ManifestAuth {
    /// A signed statement that proves who the client is, in place of its secret (RFC 7523, 2.2).
    package struct ClientAssertion: Hashable, Sendable {
        /// A private key as PEM, settings not yet filled in. Its kind decides the algorithm.
        package let key: SettingText
        /// The key's name at the server (`kid`), settings not yet filled in; `nil` sends none.
        package let keyID: SettingText?
        /// What the statement says beside who says it to whom, and when.
        package let claims: [Claim]

        /// One member of the statement that only this server asks for, such as `scope`.
        package struct Claim: Hashable, Sendable {
            /// Its name in the JSON.
            package let name: String
            /// The text, settings not yet filled in.
            package let value: SettingText
        }

        /// The members of every statement; a manifest can't set them.
        package static let ownClaims = ["iss", "sub", "aud", "iat", "exp", "jti"]
    }
}
