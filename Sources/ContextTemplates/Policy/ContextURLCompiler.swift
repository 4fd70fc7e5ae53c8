/// Turns a template into the pieces of a ``ContextURLTemplate`` and notes all that is wrong with it on the way.
struct ContextURLCompiler {
    /// Bytes of a template beyond which it is not even read; more than a link's limit, for long names may stand for short values.
    static let longestTemplate = 8_192

    let syntax: TemplateSyntax
    let parameters: [String]
    let schemes: URLSchemes
    let purpose: TemplatePurpose

    var head: [URLPiece] = []
    var pairs: [[URLPiece]] = []
    var fragment: [URLPiece] = []
    var variables: [Variable] = []
    var problems: [TemplateProblem] = []

    var place = Place.path
    /// Bytes before the path; `nil` without one.
    var pathStart: Int?
    var pathHasValues = false
    /// How values are written in an opaque part.
    var opaqueEncoding = ValueEncoding.strict
    private let isReadable: Bool
    /// Where the current part of the path (or fragment) began, in the template; `nil` once a value is in it.
    private var segmentStart: Int?

    /// Where in the URL we are.
    enum Place {
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
        self.parameters = parameters
        self.schemes = schemes
        self.purpose = purpose
    }

    /// Ordered by place; the order of finding decides between equals.
    var sortedProblems: [TemplateProblem] {
        self.problems.enumerated().sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }.map(\.element)
    }

    mutating func run() {
        guard self.isReadable else { return self.note(.tooLong, at: 0) }
        for error in self.syntax.errors { self.note(error.code, at: error.at) }
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
        if self.variables.isEmpty, self.problems.isEmpty { self.note(.noVariable, at: 0) }
        if self.literalCount > ContextURLTemplate.limit { self.note(.tooLong, at: 0) }
    }

    private var literalCount: Int {
        (self.head + self.pairs.joined() + self.fragment).reduce(self.pairs.count) { count, piece in
            if case .literal(let bytes) = piece { count + bytes.count } else { count }
        }
    }

    // MARK: Literals

    private mutating func add(literal range: Range<Int>) {
        var start = range.lowerBound
        for index in range {
            let next = self.place(after: self.syntax.bytes[index])
            if next != self.place || self.syntax.bytes[index] == UInt8(ascii: "/") {
                self.endSegment(at: index)
                self.segmentStart = index + 1
            }
            let beginsPair = next == .query && (self.place != .query || self.syntax.bytes[index] == UInt8(ascii: "&"))
            guard next != self.place || beginsPair else { continue }
            self.append(literal: start..<index)
            start = beginsPair ? index + 1 : index
            if beginsPair { self.pairs.append([]) }
            self.place = next
        }
        self.append(literal: start..<range.upperBound)
    }

    private func place(after byte: UInt8) -> Place {
        switch (self.place, byte) {
        case (.fragment, _), (_, UInt8(ascii: "#")): .fragment
        case (.query, _), (_, UInt8(ascii: "?")): .query
        case (.path, _): .path
        case (_, UInt8(ascii: ";")): .opaqueParameters
        case (.opaque, UInt8(ascii: "@")): .opaqueHost
        default: self.place
        }
    }

    private mutating func append(literal range: Range<Int>) {
        guard !range.isEmpty else { return }
        var bytes: [UInt8] = []
        self.syntax.appendLiteral(range, to: &bytes)
        self.append(.literal(bytes))
    }

    private mutating func append(_ piece: URLPiece) {
        switch self.place {
        case .query: self.pairs[self.pairs.count - 1].append(piece)
        case .fragment: self.fragment.append(piece)
        default: self.head.append(piece)
        }
    }

    /// Notes a part of the path or fragment that is dots and nothing else.
    private mutating func endSegment(at end: Int) {
        guard self.hasSegments, let start = self.segmentStart, start <= end else { return }
        if DotSegment.matches(self.syntax.bytes[start..<end]) { self.note(.dotSegment, at: start) }
    }

    private var hasSegments: Bool { self.place == .path || self.place == .fragment }

    // MARK: Expressions

    private mutating func add(_ expression: TemplateSyntax.Expression) {
        guard self.fits(expression) else { return }
        let items = expression.variables.compactMap { self.item($0, of: expression) }
        switch expression.operator {
        case .query, .continuation:
            self.addPairs(items, of: expression)
        default:
            self.noteWeakSpots(before: expression, items)
            if expression.operator == .path { self.endSegment(at: expression.at) }
            self.segmentStart = nil
            self.pathHasValues = self.pathHasValues || self.place == .path
            guard !items.isEmpty else { return }
            let expansion = ValueExpansion(
                items: items, first: expression.operator.first, separator: expression.operator.separator, encoding: self.encoding,
                skipsMissing: self.place == .query)
            self.append(.values(expansion))
        }
    }

    private mutating func addPairs(_ items: [ValueExpansion.Item], of expression: TemplateSyntax.Expression) {
        if (expression.operator == .query) == (self.place == .query) { self.note(.queryOperator, at: expression.at) }
        self.endSegment(at: expression.at)
        // A `?` before `{?…}` or `{&…}` has already opened the pair.
        if self.pairs.count == 1, self.pairs[0].isEmpty { self.pairs = [] }
        self.place = .query
        for item in items {
            let value = ValueExpansion(
                items: [item], first: nil, separator: UInt8(ascii: ","), encoding: .strict, skipsMissing: true)
            self.pairs.append([.values(value)])
        }
        if self.pairs.isEmpty { self.pairs = [[]] }
    }

    private var encoding: ValueEncoding {
        switch self.place {
        case .opaque: self.opaqueEncoding
        case .opaqueParameters: if case .dials = self.opaqueEncoding { .dials } else { .strict }
        default: .strict
        }
    }

    private mutating func item(
        _ reference: TemplateSyntax.VariableReference, of expression: TemplateSyntax.Expression
    ) -> ValueExpansion.Item? {
        guard let variable = self.resolve(reference) else { return nil }
        if !self.variables.contains(variable) { self.variables.append(variable) }
        let label = expression.operator.isNamed ? Array(reference.name.utf8) + [UInt8(ascii: "=")] : []
        return .init(variable: variable, prefix: reference.prefix, label: label)
    }
}
