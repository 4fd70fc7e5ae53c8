/// A text with places for settings: `Token token={settings.token}`. Values are put in as they are, without any encoding.
package struct SettingText: Hashable, Sendable {
    /// One piece of the text.
    private enum Part: Hashable, Sendable {
        /// Text that stays as it is.
        case literal(String)
        /// `{settings.<name>}`.
        case setting(String)
        /// `{token}`: the token that a sign-in gave.
        case token
    }

    private let parts: [Part]

    /// Reads a text.
    ///
    /// - Parameter allowsToken: Whether `{token}` may stand in it.
    /// - Returns: `nil` where a brace is left open or holds anything but `settings.` and a name.
    package init?(_ text: String, allowsToken: Bool = false) {
        var parts: [Part] = []
        var rest = Substring(text)
        while let open = rest.firstIndex(where: { $0 == "{" || $0 == "}" }) {
            guard rest[open] == "{", let close = rest[open...].firstIndex(of: "}"),
                let part = Self.part(rest[rest.index(after: open)..<close], allowsToken: allowsToken)
            else { return nil }
            if open > rest.startIndex { parts.append(.literal(String(rest[..<open]))) }
            parts.append(part)
            rest = rest[rest.index(after: close)...]
        }
        if !rest.isEmpty { parts.append(.literal(String(rest))) }
        self.parts = parts
    }

    private static func part(_ inside: Substring, allowsToken: Bool) -> Part? {
        if allowsToken, inside == "token" { return .token }
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
    func filled(token: String, _ value: (String) -> String?) -> String? {
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
