public import CallModel

/// A URI template of RFC 6570, level 4, and nothing beside it: `$(…)` is literal, and no policy limits where the URI may lead.
///
/// Read once, expanded often.
public struct URITemplate: Sendable {
    private let syntax: TemplateSyntax

    /// Reads `text`.
    ///
    /// Stricter than many: a literal outside the grammar of section 2.1 (a space, `"`, `<`, `\` …) is an error, not encoded.
    ///
    /// - Throws: The first fault from the left, with its place.
    public init(_ text: String) throws(TemplateError) {
        let syntax = TemplateParser.parse(text, readsDollar: false)
        if let error = syntax.errors.first {
            throw TemplateError(at: syntax.position(of: error.at), code: error.code)
        }
        self.syntax = syntax
    }

    /// The names of all variables as they are written, each once, in the order of the template.
    public var variables: [String] {
        var names: [String] = []
        for case .expression(let expression) in self.syntax.parts {
            for variable in expression.variables where !names.contains(variable.name) { names.append(variable.name) }
        }
        return names
    }

    /// Replaces each expression by the values of its variables.
    ///
    /// - Parameter value: Gives the value of each variable by its name as it is written (case and percent-encoding matter,
    ///   section 2.3); `nil` for undefined.
    /// - Throws: ``TemplateProblem/Code/prefixOfComposite`` where `{name:3}` meets a list or a map, which have no beginning
    ///   (section 2.4.1). Templates without such modifiers never throw.
    public func expand(_ value: (String) -> TemplateValue?) throws(TemplateError) -> String {
        var output: [UInt8] = []
        output.reserveCapacity(self.syntax.bytes.count * 2)
        for part in self.syntax.parts {
            switch part {
            case .literal(let range): self.syntax.appendLiteral(range, to: &output)
            case .expression(let expression): try self.append(expression, value, to: &output)
            case .broken: break
            }
        }
        return String(decoding: output, as: UTF8.self)
    }

    private func append(
        _ expression: TemplateSyntax.Expression, _ value: (String) -> TemplateValue?, to output: inout [UInt8]
    ) throws(TemplateError) {
        var writer = ExpansionWriter(expression.operator)
        for variable in expression.variables {
            guard let value = value(variable.name), !value.isUndefined else { continue }
            if variable.prefix != nil {
                guard case .text = value else {
                    throw TemplateError(at: self.syntax.position(of: variable.at), code: .prefixOfComposite)
                }
            }
            writer.append(value, of: variable, to: &output)
        }
    }
}

/// The value of a variable in RFC 6570. An empty list or map counts as undefined, an empty text does not (section 2.3).
public enum TemplateValue: Hashable, Sendable, Redacted {
    /// A text, which may be empty.
    case text(String)
    /// Texts in the order in which they are to be shown.
    case list([String])
    /// Associative, in the order in which it is to be shown.
    case map([NamedValue])

    fileprivate var isUndefined: Bool {
        switch self {
        case .text: false
        case .list(let members): members.isEmpty
        case .map(let pairs): pairs.isEmpty
        }
    }
}

extension TemplateValue: ExpressibleByStringLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral {
    /// A text.
    public init(stringLiteral value: String) { self = .text(value) }

    /// A list.
    public init(arrayLiteral elements: String...) { self = .list(elements) }

    /// A map in the order of the literal.
    public init(dictionaryLiteral elements: (String, String)...) {
        self = .map(elements.map { NamedValue(name: $0.0, value: $0.1) })
    }
}

/// Why a text is no template, or can't be expanded with the values given. Holds no value.
public struct TemplateError: Error, Hashable, Sendable {
    /// The place, in Unicode code points from the template's start, from 0.
    public let at: Int
    /// The kind of fault.
    public let code: TemplateProblem.Code

    /// A fault at a place, in Unicode code points from 0.
    public init(at: Int, code: TemplateProblem.Code) {
        self.at = at
        self.code = code
    }
}

extension TemplateError: CustomStringConvertible {
    /// `character 7: …`, with the advice of the lint behind it.
    public var description: String { "character \(self.at): \(TemplateProblem.message(for: self.code))" }
}
