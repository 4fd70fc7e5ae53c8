/// Where a flow is started. It carries the flow's key, so all of it is a secret.
struct TriggerURL: Sendable {
    /// As it was given.
    let text: String
    let origin: WebOrigin

    /// What a trigger URL must look like, for messages.
    static let rule = "must be the whole URL that the flow's trigger shows, beginning with https://"
    private static let limit = 4_096
    private static let refused = Set("\\\"<>`^{|}".utf8)

    /// Returns `nil` where the text breaks ``rule``; `http://` is taken where the operator allows it.
    init?(_ text: String, allowsHTTP: Bool) {
        guard Self.isPlain(text), !text.utf8.contains(where: { $0 == UInt8(ascii: "#") || $0 == UInt8(ascii: "@") }),
            let origin = WebOrigin(text), origin.isSecure || allowsHTTP
        else { return nil }
        self.text = text
        self.origin = origin
    }

    /// Where an accepted call is to be looked after.
    ///
    /// - Parameters:
    ///   - reference: The header `Location` as it came.
    ///   - asked: The URL that answered so.
    /// - Returns: `nil` for what is no URL, and for another server without TLS.
    func location(_ reference: String, from asked: String) -> FlowLocation? {
        guard Self.isPlain(reference), let url = URLReference.resolve(reference, against: asked), url.utf8.count <= Self.limit,
            let origin = WebOrigin(url)
        else { return nil }
        let isOwn = origin == self.origin
        return isOwn || origin.isSecure ? FlowLocation(url: url, isOwn: isOwn) : nil
    }

    private static func isPlain(_ text: String) -> Bool {
        text.utf8.count <= Self.limit && text.utf8.allSatisfy { (0x21...0x7E).contains($0) && !Self.refused.contains($0) }
    }
}
