internal import StrictJSON

/// Where a provider signs people in, as its discovery document says (OpenID Connect Discovery 1.0, section 3).
struct ProviderAddresses: Hashable, Sendable {
    let authorization: String
    let token: String
    /// Whether it wants the client's secret in the form; most take it as basic credentials, too, which is what a document that says
    /// nothing means.
    let wantsSecretInForm: Bool

    /// `nil` where one is missing, or no address that a browser should be sent to: `https:`, or `http:` where that is allowed.
    init?(_ document: JSONObject, allowsHTTP: Bool) {
        guard let authorization = document["authorization_endpoint"]?.stringValue,
            let token = document["token_endpoint"]?.stringValue,
            [authorization, token].allSatisfy({ Self.isPlain($0, allowsHTTP: allowsHTTP) })
        else { return nil }
        self.authorization = authorization
        self.token = token
        let methods = document["token_endpoint_auth_methods_supported"]?.arrayValue?.compactMap(\.stringValue) ?? []
        self.wantsSecretInForm = methods.contains("client_secret_post") && !methods.contains("client_secret_basic")
    }

    private static func isPlain(_ address: String, allowsHTTP: Bool) -> Bool {
        (address.hasPrefix("https://") || allowsHTTP && address.hasPrefix("http://"))
            && address.utf8.allSatisfy { (0x21...0x7E).contains($0) } && !address.contains("#")
    }
}
