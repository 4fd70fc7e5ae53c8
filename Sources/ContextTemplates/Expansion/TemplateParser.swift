/// A parser for the grammar of RFC 6570, section 2, and on demand for `$(Group.Field)` beside it.
///
/// It goes on behind an error, so that an owner sees all of them at once.
struct TemplateParser {
    private var syntax: TemplateSyntax
    private let readsDollar: Bool
    private var bytes: [UInt8] { self.syntax.bytes }

    /// Parses a template.
    ///
    /// - Parameters:
    ///   - text: The template.
    ///   - readsDollar: Whether `$(…)` is an expression; RFC 6570 takes it literally.
    static func parse(_ text: String, readsDollar: Bool) -> TemplateSyntax {
        var parser = TemplateParser(syntax: TemplateSyntax(bytes: Array(text.utf8)), readsDollar: readsDollar)
        parser.run()
        return parser.syntax
    }

    private mutating func run() {
        var literalStart = 0
        var index = 0
        while index < self.bytes.count {
            let isDollar = self.readsDollar && self.beginsDollar(at: index)
            guard self.bytes[index] == UInt8(ascii: "{") || isDollar else {
                index = self.checkLiteral(at: index)
                continue
            }
            self.endLiteral(literalStart..<index)
            index = isDollar ? self.readDollar(at: index) : self.readExpression(at: index)
            literalStart = index
        }
        self.endLiteral(literalStart..<self.bytes.count)
    }

    private func beginsDollar(at index: Int) -> Bool {
        self.bytes[index] == UInt8(ascii: "$") && index + 1 < self.bytes.count && self.bytes[index + 1] == UInt8(ascii: "(")
    }

    private mutating func endLiteral(_ range: Range<Int>) {
        if !range.isEmpty { self.syntax.parts.append(.literal(range)) }
    }

    /// Checks the character at `index` and returns where the next one begins.
    private mutating func checkLiteral(at index: Int) -> Int {
        let byte = self.bytes[index]
        if byte == UInt8(ascii: "%") {
            let isTriplet = self.bytes.hasTriplet(at: index)
            if !isTriplet { self.addFlaw(.invalidPercent, at: index) }
            return index + (isTriplet ? 3 : 1)
        }
        if byte < 0x80 {
            if byte == UInt8(ascii: "}") {
                self.addFlaw(.strayBrace, at: index)
            } else if !ByteSet.literals.contains(byte) {
                self.addFlaw(.invalidLiteral, at: index)
            }
            return index + 1
        }
        let length = byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4
        if !Self.isLiteral(String(decoding: self.bytes[index..<index + length], as: UTF8.self)) {
            self.addFlaw(.invalidLiteral, at: index)
        }
        return index + length
    }

    /// `ucschar` and `iprivate` of RFC 3987, as RFC 6570, section 1.5, repeats them.
    private static func isLiteral(_ character: String) -> Bool {
        guard let value = character.unicodeScalars.first?.value else { return false }
        return switch value {
        case 0xA0...0xD7FF, 0xE000...0xFDCF, 0xFDF0...0xFFEF: true
        case 0xE0000..<0xE1000: false
        default: value >= 0x10000 && value & 0xFFFF <= 0xFFFD
        }
    }

    private mutating func readExpression(at start: Int) -> Int {
        let rest = self.bytes[(start + 1)...]
        guard let end = rest.firstIndex(where: { $0 == UInt8(ascii: "}") || $0 == UInt8(ascii: "{") }),
            self.bytes[end] == UInt8(ascii: "}")
        else {
            // Where another expression opens first, reading goes on there; otherwise the rest is lost.
            let next = rest.firstIndex(of: UInt8(ascii: "{")) ?? self.bytes.count
            return self.fail(.unclosedExpression, at: start, next: next)
        }
        switch ExpressionReader.read(self.bytes, body: start + 1..<end, at: start) {
        case .success(let expression):
            self.syntax.parts.append(.expression(expression))
            return end + 1
        case .failure(let error):
            return self.fail(error.flaw.code, at: error.flaw.at, next: end + 1)
        }
    }

    private mutating func readDollar(at start: Int) -> Int {
        guard let end = self.bytes[start...].firstIndex(of: UInt8(ascii: ")")) else {
            return self.fail(.unclosedExpression, at: start, next: self.bytes.count)
        }
        let body = self.bytes[start + 2..<end]
        guard !body.isEmpty else { return self.fail(.emptyExpression, at: start, next: end + 1) }
        // A name may hold spaces here, as names of fields do, but nothing that hints at a forgotten parenthesis.
        if let wrong = body.firstIndex(where: { $0 < 0x20 || $0 == 0x7F || ByteSet("${}()").contains($0) }) {
            return self.fail(.invalidVariableName, at: wrong, next: end + 1)
        }
        let name = TemplateSyntax.VariableReference(at: start + 2, name: String(decoding: body, as: UTF8.self))
        self.syntax.parts.append(.expression(.init(at: start, operator: .simple, variables: [name])))
        return end + 1
    }

    private mutating func fail(_ code: TemplateProblem.Code, at offset: Int, next: Int) -> Int {
        self.addFlaw(code, at: offset)
        self.syntax.parts.append(.broken(at: offset))
        return next
    }

    private mutating func addFlaw(_ code: TemplateProblem.Code, at offset: Int) {
        self.syntax.errors.append(.init(at: offset, code: code))
    }
}
