/// A text with places for settings: `Token token={settings.token}`. Values are put in as they are, without any encoding.
package struct SettingText: Hashable, Sendable {
    /// One piece of the text.
    enum Part: Hashable, Sendable {
        case literal(String)
        case setting(String)
        /// `{token}`: what a sign-in gave.
        case token
    }

    let parts: [Part]

    /// Reads a text.
    ///
    /// - Parameter takesToken: Whether `{token}` may stand in it.
    /// - Returns: `nil` where a brace is left open or holds anything but `settings.` and a name.
    package init?(_ text: String, takesToken: Bool = false) {
        var parts: [Part] = []
        var rest = Substring(text)
        while let open = rest.firstIndex(where: { $0 == "{" || $0 == "}" }) {
            guard rest[open] == "{", let close = rest[open...].firstIndex(of: "}"),
                let part = Self.part(rest[rest.index(after: open)..<close], takesToken: takesToken)
            else { return nil }
            if open > rest.startIndex { parts.append(.literal(String(rest[..<open]))) }
            parts.append(part)
            rest = rest[rest.index(after: close)...]
        }
        if !rest.isEmpty { parts.append(.literal(String(rest))) }
        self.parts = parts
    }

    private static func part(_ inside: Substring, takesToken: Bool) -> Part? {
        if takesToken, inside == "token" { return .token }
        guard inside.hasPrefix("settings."), SettingName.isValid(inside.dropFirst(9)) else { return nil }
        return .setting(String(inside.dropFirst(9)))
    }

    /// The settings it names, in order.
    package var settingNames: [String] {
        self.parts.compactMap { if case .setting(let name) = $0 { name } else { nil } }
    }

    /// Whether `{token}` stands in it.
    var hasToken: Bool { self.parts.contains(.token) }

    /// The text with its settings put in; `nil` where one has no value.
    ///
    /// - Parameter token: Put in for `{token}`.
    func filled(token: String = "", _ value: (String) -> String?) -> String? {
        var text = ""
        for part in self.parts {
            switch part {
            case .literal(let literal): text += literal
            case .token: text += token
            case .setting(let name):
                guard let value = value(name) else { return nil }
                text += value
            }
        }
        return text
    }
}

/// The rule for names of settings and of kept values.
enum SettingName {
    /// A letter, then letters and digits, at most 64, ASCII.
    static func isValid(_ name: some StringProtocol) -> Bool {
        let bytes = name.utf8
        guard let first = bytes.first, self.isLetter(first), bytes.count <= 64 else { return false }
        return bytes.allSatisfy(self.isNameByte)
    }

    /// Whether a name may go on with `byte`.
    static func isNameByte(_ byte: UInt8) -> Bool { self.isLetter(byte) || (0x30...0x39).contains(byte) }

    private static func isLetter(_ byte: UInt8) -> Bool { (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) }
}
