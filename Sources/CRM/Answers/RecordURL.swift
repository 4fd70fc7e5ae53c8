import CallModel

/// The address of a record's page, which agents will click on: it must be one of the web and nothing else.
enum RecordURL {
    /// Returns the URL if it is http or https, names a host, and holds no user, space, backslash or control character.
    ///
    /// Text beyond ASCII is refused too: browsers read it in more than one way.
    static func clean(_ text: String) -> String? {
        let scheme = text.prefix { $0 != ":" }.lowercased()
        guard text.utf8.count <= 2_048, ["http", "https"].contains(scheme) else { return nil }
        let rest = text.dropFirst(scheme.utf8.count)
        guard rest.hasPrefix("://"), rest.utf8.allSatisfy({ (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "\\") }) else {
            return nil
        }
        let authority = rest.dropFirst(3).prefix { !"/?#".contains($0) }
        let refused = Set("@<>\"'`{}|^%".utf8)
        guard let first = authority.first, first != ":", !authority.utf8.contains(where: refused.contains) else { return nil }
        return text
    }
}
