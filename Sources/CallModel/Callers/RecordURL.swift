/// The address of a record's page in its source, which agents click on.
///
/// ``Caller`` holds no other: whatever a book, a CRM, a flow or a webhook says, what would run in a browser, or lead to another host than
/// it shows, is dropped.
public enum RecordURL {
    /// Longest address in bytes; a longer one is dropped, since a cut one would lead elsewhere. A text that was cut on its way here is too
    /// long by one.
    public static let limit = FieldText.limit - 1

    /// The address without surrounding spaces and line ends; `nil` unless it is http or https, names a host, and holds no user, space,
    /// backslash or control character.
    ///
    /// Text beyond ASCII is refused too: browsers read it in more than one way.
    public static func clean(_ text: String) -> String? {
        // More than the longest address and some space around it is never looked at.
        guard text.utf8.count <= 2 * self.limit else { return nil }
        let trimmed = Substring(text.utf8.trimmingSpace)
        guard trimmed.utf8.count <= self.limit else { return nil }
        let scheme = trimmed.prefix { $0 != ":" }.lowercased()
        guard scheme == "http" || scheme == "https" else { return nil }
        let rest = trimmed.dropFirst(scheme.utf8.count)
        guard rest.hasPrefix("://"), rest.utf8.allSatisfy({ (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "\\") }) else {
            return nil
        }
        let authority = rest.utf8.dropFirst(3).prefix { !self.endsOfAuthority.contains($0) }
        guard let first = authority.first, first != UInt8(ascii: ":"), !authority.contains(where: self.refused.contains) else {
            return nil
        }
        return String(trimmed)
    }

    private static let endsOfAuthority = Array("/?#".utf8)
    private static let refused = Array("@<>\"'`{}|^%".utf8)
}

extension String.UTF8View {
    /// Without spaces, tabs and line ends at either end.
    fileprivate var trimmingSpace: Substring.UTF8View {
        let isSpace = { (byte: UInt8) in byte == 0x20 || (0x09...0x0D).contains(byte) }
        guard let first = self.firstIndex(where: { !isSpace($0) }), let last = self.lastIndex(where: { !isSpace($0) }) else {
            return self[self.endIndex...]
        }
        return self[first...last]
    }
}
