/// Finds the variable that a name in a template stands for, among those of its purpose and of its service.
struct VariableResolver: Sendable {
    /// A remark on a name, for the template's owner.
    struct Remark {
        let code: TemplateProblem.Code
        /// The name that it is about, as the message shows it.
        let name: String
        /// A variable that may have been meant.
        var suggestion: String?
    }

    /// Names of the parameters that the service declares.
    let parameters: [String]
    /// The purpose of the template's links.
    let purpose: TemplatePurpose

    /// The variable called `name`; `nil` for an unknown one. There may be a remark in both cases.
    ///
    /// - Parameter name: As the template writes it, percent-encoded or not.
    func resolve(_ name: String) -> (variable: Variable?, remark: Remark?) {
        let name = name.percentDecoded ?? name
        guard let variable = Variable(name: name) else {
            return (nil, Remark(code: .unknownVariable, name: name, suggestion: self.suggestion(for: name)))
        }
        guard self.allows(variable) else {
            return (nil, Remark(code: .unknownVariable, name: "\(variable.name) here, only in templates of maps"))
        }
        var spelling = variable.name
        if case .parameter(let parameter) = variable {
            guard let declared = self.declared(parameter) else {
                let suggestion = self.suggestion(for: name)
                return (variable, Remark(code: .undeclaredParameter, name: parameter, suggestion: suggestion))
            }
            spelling = Variable.parameters + declared
        }
        let isUsual = name.utf8.elementsEqual(spelling.utf8)
        return (variable, isUsual ? nil : Remark(code: .spelling, name: spelling))
    }

    /// The variable that a `required` list calls `name`, which is written without percent-encoding; `nil` with a remark for an
    /// unknown one.
    func resolve(required name: String) -> (variable: Variable?, remark: Remark?) {
        if let variable = Variable(name: name), self.allows(variable) { return (variable, nil) }
        return (nil, Remark(code: .unknownRequired, name: name, suggestion: self.suggestion(for: name)))
    }

    private func allows(_ variable: Variable) -> Bool { self.purpose == .map || !variable.isOfMaps }

    private func declared(_ parameter: String) -> String? {
        self.parameters.first { $0 == parameter } ?? self.parameters.first { $0.equalsIgnoringCase(parameter) }
    }

    private func suggestion(for name: String) -> String? {
        VariableRegistry.suggestion(for: name, parameters: self.parameters, purpose: self.purpose)
            ?? PlaceholderWords(name).variable?.name
            ?? (ForeignPlaceholder.isPosition(name) ? Variable.callerNumber.name : nil)
    }
}
