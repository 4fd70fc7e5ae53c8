internal import StrictJSON
import YAMLReader

/// JSON with places for settings in its texts, written in YAML: the body of a sign-in.
package indirect enum SettingJSON: Hashable, Sendable {
    case null
    case bool(Bool)
    /// A number as it is written, valid in JSON.
    case number(String)
    /// A text, settings not yet filled in.
    case text(SettingText)
    case list([SettingJSON])
    /// The members in the manifest's order.
    case object([Member])

    /// A member of an object.
    package struct Member: Hashable, Sendable {
        /// The member's name.
        package let name: String
        /// Its value, settings not yet filled in.
        package let value: SettingJSON
    }
}

extension ManifestTextReader {
    /// JSON that is written in YAML. Plain `true`, `false`, `null` and numbers of JSON are what they look like; all else that is no
    /// list and no mapping is text, with `{settings.name}` in it.
    func json(_ node: YAMLNode) -> SettingJSON? {
        if node.isList { return all((node.list ?? []).map(self.json)).map { .list($0) } }
        if node.isMapping {
            let members = (node.members ?? []).map { name, value in
                self.json(value).map { SettingJSON.Member(name: name, value: $0) }
            }
            return all(members).map { .object($0) }
        }
        if node.isNull { return .null }
        if let text = node.plainText {
            if let bool = ["true": true, "false": false][text] { return .bool(bool) }
            if case .number(let literal)? = try? StrictJSON.parse(Array(text.utf8)) { return .number(literal) }
        }
        return self.settingText(node).map { .text($0) }
    }
}

/// The values, if none of them is `nil`.
private func all<Value>(_ values: [Value?]) -> [Value]? {
    let there = values.compactMap(\.self)
    return there.count == values.count ? there : nil
}
