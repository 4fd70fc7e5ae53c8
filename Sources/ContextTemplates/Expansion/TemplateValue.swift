public import CallModel

/// The value of a variable in RFC 6570. An empty list or map counts as undefined, an empty text does not (section 2.3).
public enum TemplateValue: Hashable, Sendable, Redacted {
    case text(String)
    case list([String])
    /// Associative, in the order in which it is to be shown.
    case map([NamedValue])

    /// Whether it counts as undefined.
    var isUndefined: Bool {
        switch self {
        case .text: false
        case .list(let members): members.isEmpty
        case .map(let pairs): pairs.isEmpty
        }
    }
}

extension TemplateValue: ExpressibleByStringLiteral {
    public init(stringLiteral value: String) { self = .text(value) }
}

extension TemplateValue: ExpressibleByArrayLiteral {
    public init(arrayLiteral elements: String...) { self = .list(elements) }
}

extension TemplateValue: ExpressibleByDictionaryLiteral {
    public init(dictionaryLiteral elements: (String, String)...) {
        self = .map(elements.map { NamedValue(name: $0.0, value: $0.1) })
    }
}
