public import CallModel

/// Tells owners all that is wrong or weak with a template, not only the first thing.
public enum TemplateLint {
    /// - Parameters:
    ///   - template: RFC 6570 or `$(Group.Field)`.
    ///   - required: Names of variables without which there is no link.
    ///   - parameters: Names of the parameters that the service declares.
    ///   - schemes: What the operator allows.
    /// - Returns: Ordered by place; empty where all is well.
    public static func problems(
        in template: String, required: [String] = [], parameters: [String] = [], schemes: URLSchemes = .init()
    ) -> [TemplateProblem] {
        ContextURLTemplate(template, required: required, parameters: parameters, schemes: schemes).problems
    }

    /// The problems of one of a service's templates.
    public static func problems(
        in context: ServiceSettings.ContextTemplate, of service: ServiceSettings, schemes: URLSchemes = .init()
    ) -> [TemplateProblem] {
        self.problems(
            in: context.template, required: context.required, parameters: service.parameters.map(\.name), schemes: schemes)
    }
}
