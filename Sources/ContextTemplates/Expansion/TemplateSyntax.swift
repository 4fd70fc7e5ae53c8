/// A template taken apart, with all that is wrong with its writing.
struct TemplateSyntax: Sendable {
    /// The template in UTF-8; ranges and positions below are byte offsets into it.
    let bytes: [UInt8]
    var parts: [Part] = []
    var errors: [Flaw] = []

    /// A literal or an expression.
    enum Part: Sendable {
        /// A range of bytes that is copied, after encoding what no URI may hold.
        case literal(Range<Int>)
        /// Variables with their operator.
        case expression(Expression)
        /// An expression that could not be read; it keeps its place, so that what stands around it is still understood.
        case broken(at: Int)
    }

    /// `{…}` or `$(…)`, at the byte offset of its opening brace or `$`.
    struct Expression: Sendable {
        let at: Int
        let `operator`: ExpansionOperator
        let variables: [VariableReference]
    }

    /// One name within an expression.
    struct VariableReference: Hashable, Sendable {
        let at: Int
        /// The name as written in RFC 6570, with percent-encoding; within `$(…)` as it is meant.
        let name: String
        /// The maximum number of code points of the value, 1 to 9,999; `nil` for all.
        var prefix: Int?
        var explodes = false
    }

    /// A fault in the writing of a template, with its place.
    struct Flaw: Hashable, Sendable {
        let at: Int
        let code: TemplateProblem.Code
    }

    /// A byte offset counted as people do, in code points.
    func position(of offset: Int) -> Int {
        self.bytes[..<Swift.min(offset, self.bytes.count)].count { $0 & 0xC0 != 0x80 }
    }

    /// Appends a literal by section 3.1: what a URI may hold as it is, the rest percent-encoded.
    func appendLiteral(_ range: Range<Int>, to output: inout [UInt8]) {
        for index in range {
            let byte = self.bytes[index]
            if ByteSet.uri.contains(byte) || self.bytes.hasTriplet(at: index) {
                output.append(byte)
            } else {
                output.append(percentEncoding: byte)
            }
        }
    }
}
