/// A text with places for settings: `Token token={settings.token}`. Values are put in as they are, without any encoding.
public struct SettingText: Hashable, Sendable {
    /// One piece of the text.
    enum Part: Hashable, Sendable {
        case literal(String)
        case setting(String)
    }

    let parts: [Part]

    /// Reads a text.
    ///
    /// - Returns: `nil` where a brace is left open or holds anything but `settings.` and a name.
    public init?(_ text: String) {
        var parts: [Part] = []
        var rest = Substring(text)
        while let open = rest.firstIndex(where: { $0 == "{" || $0 == "}" }) {
            guard rest[open] == "{", let close = rest[open...].firstIndex(of: "}") else { return nil }
            let inside = rest[rest.index(after: open)..<close]
            guard inside.hasPrefix("settings."), SettingName.isValid(inside.dropFirst(9)) else { return nil }
            if open > rest.startIndex { parts.append(.literal(String(rest[..<open]))) }
            parts.append(.setting(String(inside.dropFirst(9))))
            rest = rest[rest.index(after: close)...]
        }
        if !rest.isEmpty { parts.append(.literal(String(rest))) }
        self.parts = parts
    }

    /// The settings it names, in order.
    public var settingNames: [String] {
        self.parts.compactMap { if case .setting(let name) = $0 { name } else { nil } }
    }

    /// The text with its settings put in; `nil` where one has no value.
    func filled(_ value: (String) -> String?) -> String? {
        var text = ""
        for part in self.parts {
            switch part {
            case .literal(let literal): text += literal
            case .setting(let name):
                guard let value = value(name) else { return nil }
                text += value
            }
        }
        return text
    }
}

/// The rule for names of settings.
enum SettingName {
    /// A letter, then letters and digits, at most 64, ASCII.
    static func isValid(_ name: some StringProtocol) -> Bool {
        let bytes = name.utf8
        let isLetter: (UInt8) -> Bool = { (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0) }
        guard let first = bytes.first, isLetter(first), bytes.count <= 64 else { return false }
        return bytes.allSatisfy { isLetter($0) || (0x30...0x39).contains($0) }
    }
}
