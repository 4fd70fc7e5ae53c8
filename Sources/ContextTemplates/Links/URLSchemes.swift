/// The schemes that context URLs may have: always `https`, others by the operator's word, script-like ones never.
public struct URLSchemes: Hashable, Sendable {
    /// In lower case.
    public private(set) var names: Set<String> = ["https"]

    /// `https` only.
    public init() {}

    /// `https` and `names`.
    ///
    /// - Throws: Why one of `names` can't be allowed.
    public init(allowing names: [String]) throws(Refusal) {
        for name in names { try self.allow(name) }
    }

    /// Why a scheme can't be allowed. The name is one from the configuration, no caller's data.
    public enum Refusal: Error, Hashable, Sendable {
        /// No scheme by RFC 3986, section 3.1: a letter, then letters, digits, `+`, `-`, `.`; at most 32.
        case malformed(String)
        /// A browser would run what such a link holds, or read the agent's own files or pages.
        case scriptLike(String)
    }

    /// Allows one more scheme.
    ///
    /// - Parameter name: Without `:`, in any case; `http tel sip sips msteams` and names of other programs.
    public mutating func allow(_ name: String) throws(Refusal) {
        guard let first = name.utf8.first, ByteSet.letters.contains(first),
            name.utf8.allSatisfy(ByteSet.schemeCharacters.contains),
            name.utf8.count <= 32
        else { throw .malformed(name) }
        let name = name.lowercased()
        guard !Self.isScriptLike(name) else { throw .scriptLike(name) }
        self.names.insert(name)
    }

    /// Whether links may have that scheme; `name` in lower case.
    func contains(_ name: String) -> Bool { self.names.contains(name) && !Self.isScriptLike(name) }

    /// Schemes whose content a browser runs or takes from the agent's machine, and those through which documents start programs.
    static func isScriptLike(_ name: String) -> Bool {
        Self.scriptLike.contains(name) || name.hasPrefix("ms-") || name.hasSuffix("-extension") || name.hasSuffix("script")
    }

    private static let scriptLike: Set<String> = [
        "about", "blob", "chrome", "chrome-untrusted", "cid", "content", "data", "devtools", "edge", "feed", "file", "filesystem",
        "hcp", "intent", "its", "jar", "mhtml", "mid", "mk", "mocha", "opera", "res", "resource", "search", "search-ms", "shell",
        "view-source",
    ]
}
