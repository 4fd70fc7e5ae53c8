/// Turns a template into the pieces of a ``ContextURLTemplate`` and notes all that is wrong with it on the way.
struct ContextURLCompiler {
    /// Bytes of a template beyond which it is not even read; more than a link's limit, for long names may stand for short values.
    private static let longestTemplate = 8_192

    /// Scheme, authority and path, or the opaque part.
    private(set) var head: [ContextURLPiece] = []
    /// The pairs of the query.
    private(set) var pairs: [[ContextURLPiece]] = []
    /// The fragment with its `#`.
    private(set) var fragment: [ContextURLPiece] = []
    /// All variables, each once, in the order of the template.
    private(set) var variables: [Variable] = []
    /// Bytes before the path; `nil` without one.
    private(set) var pathStart: Int?
    /// Whether there are values in the path.
    private(set) var pathHasValues = false

    private let isReadable: Bool
    private let syntax: TemplateSyntax
    private let schemes: URLSchemes
    private let resolver: VariableResolver
    private var problems: [TemplateProblem] = []
    /// The part of the URL that is being compiled.
    private var part = URLPart.path
    /// The writing of values in an opaque part.
    private var opaqueEncoding = ValueEncoding.strict
    /// Offset in the template of the current segment of the path (or fragment); `nil` once a value is in it.
    private var segmentStart: Int?

    /// A part of a URL, with rules of its own for values.
    private enum URLPart {
        case path, query, fragment
        /// Behind a scheme without slashes, such as `tel:`.
        case opaque
        /// In an opaque part, behind `@`: a host.
        case opaqueHost
        /// In an opaque part, behind `;`.
        case opaqueParameters
    }

    init(_ text: String, parameters: [String], schemes: URLSchemes, purpose: TemplatePurpose) {
        self.isReadable = text.utf8.count <= Self.longestTemplate
        self.syntax = TemplateParser.parse(self.isReadable ? text : "", readsDollar: true)
        self.schemes = schemes
        self.resolver = VariableResolver(parameters: parameters, purpose: purpose)
    }

    /// All problems found so far, ordered by place; the order of finding decides between equals.
    var sortedProblems: [TemplateProblem] {
        self.problems.enumerated().sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }.map(\.element)
    }

    /// Compiles the whole template; called once.
    mutating func compile() {
        guard self.isReadable else { return self.report(.tooLong, at: 0) }
        for error in self.syntax.errors { self.report(error.code, at: error.at) }
        let start = self.readHead()
        self.segmentStart = start
        for part in self.syntax.parts {
            switch part {
            case .literal(let range): self.add(literal: Swift.max(start, range.lowerBound)..<Swift.max(start, range.upperBound))
            case .expression(let expression): self.add(expression)
            case .broken: self.segmentStart = nil
            }
        }
        self.endSegment(at: self.syntax.bytes.count)
        if self.variables.isEmpty, self.problems.isEmpty { self.report(.noVariable, at: 0) }
        self.reportPlaceholders(from: start)
        if self.literalCount > ContextURLTemplate.limit { self.report(.tooLong, at: 0) }
    }

    /// The variables of a `required` list; those that don't exist become problems.
    mutating func resolve(required names: [String]) -> [Variable] {
        names.compactMap { name in
            let (variable, remark) = self.resolver.resolve(required: name)
            if let remark { self.report(remark, at: 0) }
            return variable
        }
    }

    /// Compiles the head and returns the byte offset where it ends.
    private mutating func readHead() -> Int {
        let head = ContextURLHead(of: self.syntax, schemes: self.schemes)
        for fault in head.faults { self.report(fault.code, at: fault.at, about: fault.name) }
        self.pathStart = head.pathStart
        if let encoding = head.opaqueEncoding {
            self.part = .opaque
            self.opaqueEncoding = encoding
        }
        if head.end > 0 { self.head.append(.literal(Array(self.syntax.bytes[..<head.end]))) }
        return head.end
    }

    private mutating func reportPlaceholders(from start: Int) {
        let placeholders = PlaceholderFinder.find(in: self.syntax.bytes, from: start) {
            self.resolver.resolve($0).variable != nil
        }
        for placeholder in placeholders {
            self.report(.foreignPlaceholder, at: placeholder.at, suggestion: placeholder.replacement)
        }
    }

    private var literalCount: Int {
        (self.head + self.pairs.joined() + self.fragment).reduce(self.pairs.count) { count, piece in
            if case .literal(let bytes) = piece { count + bytes.count } else { count }
        }
    }

    private mutating func report(_ remark: VariableResolver.Remark, at offset: Int) {
        self.report(remark.code, at: offset, about: remark.name, suggestion: remark.suggestion)
    }

    private mutating func report(
        _ code: TemplateProblem.Code, at offset: Int, about name: String? = nil, suggestion: String? = nil
    ) {
        self.problems.append(
            TemplateProblem(code, at: self.syntax.position(of: offset), about: name, suggestion: suggestion))
    }
}

// MARK: - Literals

extension ContextURLCompiler {
    private mutating func add(literal range: Range<Int>) {
        var start = range.lowerBound
        for index in range {
            let next = self.part(after: self.syntax.bytes[index])
            if next != self.part || self.syntax.bytes[index] == UInt8(ascii: "/") {
                self.endSegment(at: index)
                self.segmentStart = index + 1
            }
            let beginsPair = next == .query && (self.part != .query || self.syntax.bytes[index] == UInt8(ascii: "&"))
            guard next != self.part || beginsPair else { continue }
            self.append(literal: start..<index)
            start = beginsPair ? index + 1 : index
            if beginsPair { self.pairs.append([]) }
            self.part = next
        }
        self.append(literal: start..<range.upperBound)
    }

    private func part(after byte: UInt8) -> URLPart {
        switch (self.part, byte) {
        case (.fragment, _), (_, UInt8(ascii: "#")): .fragment
        case (.query, _), (_, UInt8(ascii: "?")): .query
        case (.path, _): .path
        case (_, UInt8(ascii: ";")): .opaqueParameters
        case (.opaque, UInt8(ascii: "@")): .opaqueHost
        default: self.part
        }
    }

    private mutating func append(literal range: Range<Int>) {
        guard !range.isEmpty else { return }
        var bytes: [UInt8] = []
        self.syntax.appendLiteral(range, to: &bytes)
        self.append(.literal(bytes))
    }

    private mutating func append(_ piece: ContextURLPiece) {
        switch self.part {
        case .query: self.pairs[self.pairs.count - 1].append(piece)
        case .fragment: self.fragment.append(piece)
        default: self.head.append(piece)
        }
    }

    /// Reports a segment of the path or fragment that is dots and nothing else.
    private mutating func endSegment(at end: Int) {
        guard self.part == .path || self.part == .fragment, let start = self.segmentStart, start <= end else { return }
        if DotSegment.matches(self.syntax.bytes[start..<end]) { self.report(.dotSegment, at: start) }
    }
}

// MARK: - Expressions

extension ContextURLCompiler {
    private mutating func add(_ expression: TemplateSyntax.Expression) {
        if let fault = self.misplacement(of: expression) { return self.report(fault, at: expression.at) }
        let items = expression.variables.compactMap { self.item($0, of: expression) }
        switch expression.operator {
        case .query, .continuation:
            self.addPairs(items, of: expression)
        default:
            self.reportWeakSpots(before: expression, items)
            if expression.operator == .path { self.endSegment(at: expression.at) }
            self.segmentStart = nil
            self.pathHasValues = self.pathHasValues || self.part == .path
            guard !items.isEmpty else { return }
            let expansion = ValueExpansion(
                items: items, first: expression.operator.first, separator: expression.operator.separator, encoding: self.encoding,
                skipsMissing: self.part == .query)
            self.append(.values(expansion))
        }
    }

    /// The problem with an expression at this place; `nil` where it may stand.
    private func misplacement(of expression: TemplateSyntax.Expression) -> TemplateProblem.Code? {
        switch (expression.operator, self.part) {
        case (.reserved, _), (.fragment, _): .reservedExpansion
        case (_, .opaqueHost): .hostNotLiteral
        case (.simple, _): nil
        case (.query, .fragment), (.continuation, .fragment): .operatorMisplaced
        case (.query, _), (.continuation, _): nil
        case (_, .path): nil
        case (.path, .fragment), (.label, .fragment): nil
        default: .operatorMisplaced
        }
    }

    private mutating func addPairs(_ items: [ValueExpansion.Item], of expression: TemplateSyntax.Expression) {
        if (expression.operator == .query) == (self.part == .query) { self.report(.queryOperator, at: expression.at) }
        self.endSegment(at: expression.at)
        // A `?` before `{?…}` or `{&…}` has already opened the pair.
        if self.pairs.count == 1, self.pairs[0].isEmpty { self.pairs = [] }
        self.part = .query
        for item in items {
            let value = ValueExpansion(
                items: [item], first: nil, separator: UInt8(ascii: ","), encoding: .strict, skipsMissing: true)
            self.pairs.append([.values(value)])
        }
        if self.pairs.isEmpty { self.pairs = [[]] }
    }

    private var encoding: ValueEncoding {
        switch self.part {
        case .opaque: self.opaqueEncoding
        case .opaqueParameters: if case .dials = self.opaqueEncoding { .dials } else { .strict }
        default: .strict
        }
    }

    private mutating func item(
        _ reference: TemplateSyntax.VariableReference, of expression: TemplateSyntax.Expression
    ) -> ValueExpansion.Item? {
        let (variable, remark) = self.resolver.resolve(reference.name)
        if let remark { self.report(remark, at: reference.at) }
        guard let variable else { return nil }
        if !self.variables.contains(variable) { self.variables.append(variable) }
        let label = expression.operator.isNamed ? Array(reference.name.utf8) + [UInt8(ascii: "=")] : []
        return .init(variable: variable, prefix: reference.prefix, label: label)
    }

    /// Reports writings that are allowed but seldom meant.
    private mutating func reportWeakSpots(before expression: TemplateSyntax.Expression, _ items: [ValueExpansion.Item]) {
        let before = self.syntax.bytes[..<expression.at]
        switch self.part {
        case .query:
            if before.last == UInt8(ascii: "+") { self.report(.plusInQuery, at: expression.at - 1) }
            let isQuoted = before.last == UInt8(ascii: "'") || before.suffix(3).elementsEqual("%27".utf8)
            if isQuoted, items.contains(where: \.variable.isFreeText) { self.report(.quotedValue, at: expression.at) }
        case .opaque, .opaqueParameters:
            guard case .dials = self.opaqueEncoding, let item = items.first(where: { !$0.variable.mayBeNumber }) else { return }
            self.report(.notDialable, at: expression.at, about: item.variable.name)
        default: break
        }
    }
}
