/// A reader for the text between the braces: an operator and variables with their modifiers (RFC 6570, sections 2.2 to 2.4).
struct ExpressionReader {
    /// The first thing wrong with an expression.
    struct Failure: Error {
        let flaw: TemplateSyntax.Flaw

        init(_ code: TemplateProblem.Code, at offset: Int) {
            self.flaw = .init(at: offset, code: code)
        }
    }

    private let bytes: [UInt8]

    /// Reads one expression.
    ///
    /// - Parameters:
    ///   - bytes: The whole template.
    ///   - body: The text between the braces.
    ///   - start: The offset of the opening brace.
    static func read(_ bytes: [UInt8], body: Range<Int>, at start: Int) -> Result<TemplateSyntax.Expression, Failure> {
        do throws(Failure) {
            return .success(try Self(bytes: bytes).expression(body, at: start))
        } catch {
            return .failure(error)
        }
    }

    private func expression(_ body: Range<Int>, at start: Int) throws(Failure) -> TemplateSyntax.Expression {
        guard let first = self.bytes[body].first else { throw Failure(.emptyExpression, at: start) }
        guard !ExpansionOperator.setAside.contains(first) else { throw Failure(.reservedOperator, at: body.lowerBound) }
        let `operator` = ExpansionOperator(rawValue: first) ?? .simple
        let list = self.bytes[body].dropFirst(`operator` == .simple ? 0 : 1)
        guard !list.isEmpty else { throw Failure(.emptyExpression, at: start) }
        var variables: [TemplateSyntax.VariableReference] = []
        for item in list.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false) {
            variables.append(try self.variable(item))
        }
        return .init(at: start, operator: `operator`, variables: variables)
    }

    private func variable(_ item: ArraySlice<UInt8>) throws(Failure) -> TemplateSyntax.VariableReference {
        let nameEnd = try self.endOfName(item)
        let name = String(decoding: item[item.startIndex..<nameEnd], as: UTF8.self)
        var variable = TemplateSyntax.VariableReference(at: item.startIndex, name: name)
        let modifier = item[nameEnd...]
        switch modifier.first {
        case UInt8(ascii: "*"):
            guard modifier.count == 1 else { throw Failure(.invalidModifier, at: nameEnd + 1) }
            variable.explodes = true
        case UInt8(ascii: ":"):
            let digits = modifier.dropFirst()
            guard let length = Int(String(decoding: digits, as: UTF8.self)), (1...9_999).contains(length),
                digits.allSatisfy(ByteSet.digits.contains), digits.first != UInt8(ascii: "0")
            else { throw Failure(.invalidModifier, at: nameEnd) }
            variable.prefix = length
        default: break
        }
        return variable
    }

    /// `varname`: letters, digits, `_` and triplets, joined by single dots.
    private func endOfName(_ item: ArraySlice<UInt8>) throws(Failure) -> Int {
        var index = item.startIndex
        var needsCharacter = true
        while index < item.endIndex {
            let byte = item[index]
            if ByteSet.variableCharacters.contains(byte) {
                index += 1
                needsCharacter = false
            } else if item.hasTriplet(at: index) {
                index += 3
                needsCharacter = false
            } else if byte == UInt8(ascii: "."), !needsCharacter {
                index += 1
                needsCharacter = true
            } else {
                break
            }
        }
        let endsWell = index == item.endIndex || item[index] == UInt8(ascii: "*") || item[index] == UInt8(ascii: ":")
        guard endsWell, !needsCharacter else { throw Failure(.invalidVariableName, at: index) }
        return index
    }
}
