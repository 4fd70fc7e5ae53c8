extension ContextURLCompiler {
    /// Whether the expression may stand where it stands.
    mutating func fits(_ expression: TemplateSyntax.Expression) -> Bool {
        let code: TemplateProblem.Code? =
            switch (expression.operator, self.place) {
            case (.reserved, _), (.fragment, _): .reservedExpansion
            case (_, .opaqueHost): .hostNotLiteral
            case (.simple, _): nil
            case (.query, .fragment), (.continuation, .fragment): .operatorMisplaced
            case (.query, _), (.continuation, _): nil
            case (_, .path): nil
            case (.path, .fragment), (.label, .fragment): nil
            default: .operatorMisplaced
            }
        guard let code else { return true }
        self.note(code, at: expression.at)
        return false
    }

    /// The variable that is meant; notes unknown ones and other spellings.
    mutating func resolve(_ reference: TemplateSyntax.VariableReference) -> Variable? {
        let name = reference.name.percentDecoded ?? reference.name
        guard let variable = Variable(name: name) else {
            self.note(.unknownVariable, at: reference.at, about: name, suggestion: self.suggestion(for: name))
            return nil
        }
        guard self.purpose == .map || !variable.isOfMaps else {
            self.note(.unknownVariable, at: reference.at, about: "\(variable.name) here, only in templates of maps")
            return nil
        }
        var spelling = variable.name
        if case .parameter(let parameter) = variable {
            guard let declared = self.declared(parameter) else {
                self.note(.undeclaredParameter, at: reference.at, about: parameter, suggestion: self.suggestion(for: name))
                return variable
            }
            spelling = Variable.parameters + declared
        }
        if !name.utf8.elementsEqual(spelling.utf8) { self.note(.spelling, at: reference.at, about: spelling) }
        return variable
    }

    /// The variables of a `required` list; notes those that don't exist.
    mutating func resolve(required names: [String]) -> [Variable] {
        names.compactMap { name in
            if let variable = Variable(name: name), self.purpose == .map || !variable.isOfMaps { return variable }
            self.note(.unknownRequired, at: 0, about: name, suggestion: self.suggestion(for: name))
            return nil
        }
    }

    private func suggestion(for name: String) -> String? {
        VariableRegistry.suggestion(for: name, parameters: self.parameters, purpose: self.purpose)
    }

    private func declared(_ parameter: String) -> String? {
        self.parameters.first { $0 == parameter } ?? self.parameters.first { $0.equalsIgnoringCase(parameter) }
    }

    /// Notes what is allowed but seldom meant.
    mutating func noteWeakSpots(before expression: TemplateSyntax.Expression, _ items: [ValueExpansion.Item]) {
        let before = self.syntax.bytes[..<expression.at]
        switch self.place {
        case .query:
            if before.last == UInt8(ascii: "+") { self.note(.plusInQuery, at: expression.at - 1) }
            let isQuoted = before.last == UInt8(ascii: "'") || before.suffix(3).elementsEqual("%27".utf8)
            if isQuoted, items.contains(where: \.variable.isFreeText) { self.note(.quotedValue, at: expression.at) }
        case .opaque, .opaqueParameters:
            guard case .dials = self.opaqueEncoding, let item = items.first(where: { !$0.variable.mayBeNumber }) else { return }
            self.note(.notDialable, at: expression.at, about: item.variable.name)
        default: break
        }
    }

    mutating func note(_ code: TemplateProblem.Code, at offset: Int, about name: String? = nil, suggestion: String? = nil) {
        let message = TemplateMessages.text(for: code, about: name.map { String($0.prefix(64)) }, suggestion: suggestion)
        self.problems.append(TemplateProblem(at: self.syntax.position(of: offset), code: code, message: message))
    }
}
