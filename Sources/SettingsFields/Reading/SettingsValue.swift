package import StrictJSON

/// A value of a document that settings are read from, whatever language it is written in.
package enum SettingsValue: Sendable {
    /// `null`: as if the member were not there.
    case absent
    /// A scalar, with all that it can be read as: JSON says itself what a scalar is, YAML leaves much of that to the reader.
    case scalar(text: String? = nil, flag: Bool? = nil, integer: Int? = nil)
    /// The elements of a list, in order.
    case list([SettingsValue])
    /// The members of an object, each name once.
    case object([(name: String, value: SettingsValue)])

    /// A JSON value; a number that is no `Int` can be read as nothing.
    package init(_ value: JSONValue) {
        switch value {
        case .null: self = .absent
        case .bool(let flag): self = .scalar(flag: flag)
        case .number: self = .scalar(integer: value.intValue)
        case .string(let text): self = .scalar(text: text)
        case .array(let elements): self = .list(elements.map(SettingsValue.init))
        case .object(let object): self = .object(object.members.map { ($0.name, SettingsValue($0.value)) })
        }
    }
}

// Each is `nil` for a value that can't be read so.
extension SettingsValue {
    var isAbsent: Bool { if case .absent = self { true } else { false } }
    var text: String? { if case .scalar(let text, _, _) = self { text } else { nil } }
    var flag: Bool? { if case .scalar(_, let flag, _) = self { flag } else { nil } }
    var integer: Int? { if case .scalar(_, _, let integer) = self { integer } else { nil } }
    var elements: [SettingsValue]? { if case .list(let elements) = self { elements } else { nil } }
    var members: [(name: String, value: SettingsValue)]? { if case .object(let members) = self { members } else { nil } }

    /// A member of an object; ``absent`` where there is none.
    subscript(name: String) -> SettingsValue {
        self.members?.first { $0.name == name }?.value ?? .absent
    }
}
