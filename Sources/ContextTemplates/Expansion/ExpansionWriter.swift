import CallModel

/// Writes the values of one expression, one after the other: the algorithm of RFC 6570, section 3.2.1 and appendix A.
struct ExpansionWriter {
    private let `operator`: ExpansionOperator
    private let allowed: ByteSet
    private var isFirst = true

    init(_ operator: ExpansionOperator) {
        self.operator = `operator`
        self.allowed = `operator`.passesReserved ? .uri : .unreserved
    }

    /// Appends a defined value.
    mutating func append(_ value: TemplateValue, of variable: TemplateSyntax.VariableReference, to output: inout [UInt8]) {
        switch value {
        case .text(let text):
            self.writeSeparator(to: &output)
            if self.operator.isNamed { self.append(name: variable.name, isEmpty: text.isEmpty, to: &output) }
            self.encode(text, limit: variable.prefix, to: &output)
        case .list(let members) where variable.explodes:
            for member in members {
                self.writeSeparator(to: &output)
                if self.operator.isNamed { self.append(name: variable.name, isEmpty: member.isEmpty, to: &output) }
                self.encode(member, to: &output)
            }
        case .map(let pairs) where variable.explodes:
            for pair in pairs {
                self.writeSeparator(to: &output)
                self.encode(pair.name, to: &output)
                if !pair.value.isEmpty || !self.operator.isNamed || self.operator.keepsEqualsSign {
                    output.append(UInt8(ascii: "="))
                }
                self.encode(pair.value, to: &output)
            }
        case .list(let members):
            self.append(joined: members, of: variable, to: &output)
        case .map(let pairs):
            self.append(joined: pairs.flatMap { [$0.name, $0.value] }, of: variable, to: &output)
        }
    }

    private mutating func append(joined texts: [String], of variable: TemplateSyntax.VariableReference, to output: inout [UInt8])
    {
        self.writeSeparator(to: &output)
        if self.operator.isNamed { self.append(name: variable.name, isEmpty: false, to: &output) }
        for (index, text) in texts.enumerated() {
            if index > 0 { output.append(UInt8(ascii: ",")) }
            self.encode(text, to: &output)
        }
    }

    private mutating func writeSeparator(to output: inout [UInt8]) {
        if !self.isFirst {
            output.append(self.operator.separator)
        } else if let first = self.operator.first {
            output.append(first)
        }
        self.isFirst = false
    }

    /// The name of a variable holds only characters that stand in a URI as they are.
    private func append(name: String, isEmpty: Bool, to output: inout [UInt8]) {
        output.append(contentsOf: name.utf8)
        if !isEmpty || self.operator.keepsEqualsSign { output.append(UInt8(ascii: "=")) }
    }

    private func encode(_ text: String, limit: Int? = nil, to output: inout [UInt8]) {
        output.append(encoding: text, allowed: self.allowed, keepsTriplets: self.operator.passesReserved, limit: limit)
    }
}

/// The operator of an expression of RFC 6570, which says how the values are joined to their surroundings: the table of
/// appendix A.
enum ExpansionOperator: UInt8, Hashable, Sendable {
    case simple = 0
    case reserved = 0x2B  // +
    case fragment = 0x23  // #
    case label = 0x2E  // .
    case path = 0x2F  // /
    case parameters = 0x3B  // ;
    case query = 0x3F  // ?
    case continuation = 0x26  // &

    /// The character that begins the expansion if anything is defined.
    var first: UInt8? {
        switch self {
        case .simple, .reserved: nil
        default: self.rawValue
        }
    }

    /// The character between two values.
    var separator: UInt8 {
        switch self {
        case .simple, .reserved, .fragment: UInt8(ascii: ",")
        case .query: UInt8(ascii: "&")
        default: self.rawValue
        }
    }

    /// Whether each value is preceded by its name.
    var isNamed: Bool { self == .parameters || self == .query || self == .continuation }

    /// Whether a name before an empty value keeps its `=`.
    var keepsEqualsSign: Bool { self == .query || self == .continuation }

    /// Whether delimiters and percent-encoded triplets pass as they are.
    var passesReserved: Bool { self == .reserved || self == .fragment }

    /// Characters that section 2.2 sets aside for later; an error today.
    static let setAside = ByteSet("=,!@|")
}
