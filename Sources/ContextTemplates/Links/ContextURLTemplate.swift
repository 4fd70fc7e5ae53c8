public import CallModel

/// A template of a context URL: RFC 6570 and `$(Group.Field)` in one text, under the policy for links that agents click.
///
/// Compiled once, then asked once a call. Scheme and host stand in the template; what callers and sources bring is
/// percent-encoded and stays in its place: it ends no part of the path, adds no pair to the query, and never becomes `.` or `..`.
///
/// A variable without a value: outside the query there is no link; in the query the pair it stands in is left out as a whole,
/// with its `?` or `&`. Several names in one pair of braces count as one there: `{Customer.City,Customer.Country}` is missing
/// when both are.
public struct ContextURLTemplate: Sendable {
    /// Longest link, in bytes.
    public static let limit = 2_048

    /// The faults and weaknesses, in the order of the template.
    public let problems: [TemplateProblem]
    /// Whether links can be made at all: no problem is an error.
    public let isUsable: Bool
    /// The variables in the template, each once, in its order.
    public let variables: [Variable]
    /// Variables that must have a value beyond those that the template itself needs.
    public let required: [Variable]

    private let head: [ContextURLPiece]
    private let pairs: [[ContextURLPiece]]
    private let fragment: [ContextURLPiece]
    /// Bytes before the path, which values could spoil; `nil` where there is no path or no value in it.
    private let pathStart: Int?

    /// Compiles `text`; whatever is wrong stands in ``problems``, and with an error among them there is never a link.
    ///
    /// - Parameters:
    ///   - text: The owner's template.
    ///   - required: Names of variables without which there is no link.
    ///   - parameters: Names of the parameters that the service declares.
    ///   - schemes: The schemes that the operator allows.
    ///   - purpose: The purpose of the links, which decides the variables.
    public init(
        _ text: String, required: [String] = [], parameters: [String] = [], schemes: URLSchemes = .init(),
        purpose: TemplatePurpose = .context
    ) {
        var compiler = ContextURLCompiler(text, parameters: parameters, schemes: schemes, purpose: purpose)
        compiler.compile()
        self.required = compiler.resolve(required: required)
        self.problems = compiler.sortedProblems
        self.isUsable = !self.problems.contains { $0.severity == .error }
        self.variables = compiler.variables
        self.head = compiler.head
        self.pairs = compiler.pairs
        self.fragment = compiler.fragment
        self.pathStart = compiler.pathHasValues ? compiler.pathStart : nil
    }

    /// Compiles one of a service's templates.
    public init(_ context: ServiceSettings.ContextTemplate, of service: ServiceSettings, schemes: URLSchemes = .init()) {
        self.init(
            context.template, required: context.required, parameters: service.parameters.map(\.name), schemes: schemes)
    }

    /// The link for one call, at most ``limit`` bytes of ASCII, to be used as it is.
    ///
    /// - Throws: Why there is none.
    public func url(for values: ContextValues) throws(NoLink) -> String {
        guard self.isUsable else { throw .brokenTemplate }
        for variable in self.required where values[variable] == nil { throw .missingRequired(variable) }
        var output: [UInt8] = []
        output.reserveCapacity(256)
        try Self.append(self.head, values, to: &output)
        if let pathStart, DotSegment.isIn(output[pathStart...]) { throw .dotSegment }
        try self.appendQuery(values, to: &output)
        let fragmentStart = output.count
        try Self.append(self.fragment, values, to: &output)
        if self.fragment.count > 1, DotSegment.isIn(output[(fragmentStart + 1)...]) { throw .dotSegment }
        guard output.count <= Self.limit else { throw .tooLong }
        return String(decoding: output, as: UTF8.self)
    }

    private static func append(
        _ pieces: [ContextURLPiece], _ values: ContextValues, to output: inout [UInt8]
    ) throws(NoLink) {
        for piece in pieces {
            if let missing = try piece.append(values, to: &output) { throw .missing(missing) }
        }
    }

    private func appendQuery(_ values: ContextValues, to output: inout [UInt8]) throws(NoLink) {
        var joint = UInt8(ascii: "?")
        pairs: for pair in self.pairs {
            let start = output.count
            output.append(joint)
            for piece in pair {
                guard try piece.append(values, to: &output) == nil else {
                    output.removeLast(output.count - start)
                    continue pairs
                }
            }
            joint = UInt8(ascii: "&")
        }
    }
}
