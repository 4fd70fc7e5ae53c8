/// Where a flow is started. It carries the flow's key, so all of it is a secret.
struct TriggerURL: Sendable {
    /// As it was given.
    let text: String
    /// Scheme, host and port, in lower case.
    let origin: String

    /// What a trigger URL must look like, for messages.
    static let rule = "must be the whole URL that the flow's trigger shows, beginning with https://"

    /// Returns `nil` where the text breaks ``rule``; `http://` is taken where the operator allows it.
    init?(_ text: String, allowsHTTP: Bool) {
        let schemes = allowsHTTP ? ["https://", "http://"] : ["https://"]
        guard let scheme = schemes.first(where: { text.lowercased().hasPrefix($0) }), text.utf8.count <= 4_096,
            text.utf8.allSatisfy({ (0x21...0x7E).contains($0) && !Self.refused.contains($0) })
        else { return nil }
        let authority = text.dropFirst(scheme.utf8.count).prefix { $0 != "/" && $0 != "?" }
        guard BaseURL(scheme + authority) != nil else { return nil }
        self.text = text
        self.origin = scheme + authority.lowercased()
    }

    /// Where an accepted call is to be looked after: a URL on the flow's own host, whole or beginning with `/`.
    ///
    /// - Returns: `nil` for any other place.
    func location(_ text: String) -> String? {
        let text = text.hasPrefix("/") && !text.hasPrefix("//") ? self.origin + text : text
        guard let location = TriggerURL(text, allowsHTTP: true), location.origin == self.origin else { return nil }
        return location.text
    }

    private static let refused = Set("\\#@\"<>`^{|}".utf8)
}
