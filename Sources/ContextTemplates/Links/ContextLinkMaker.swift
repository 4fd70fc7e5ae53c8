public import CallModel

/// Makes the links of one service, in the owner's order.
///
/// Compile it once for each version of the settings. A template with errors is left out of the links and never stops the others.
public struct ContextLinkMaker: Sendable {
    private let contexts: [(settings: ServiceSettings.ContextTemplate, template: ContextURLTemplate)]
    /// All problems of all templates, by the name of the context; warnings too.
    public let problems: [(name: String, problem: TemplateProblem)]

    /// - Parameters:
    ///   - settings: The service, with its contexts and its parameters.
    ///   - schemes: The schemes that the operator allows.
    public init(settings: ServiceSettings, schemes: URLSchemes = .init()) {
        self.contexts = settings.contexts.map { ($0, ContextURLTemplate($0, of: settings, schemes: schemes)) }
        self.problems = self.contexts.flatMap { context in context.template.problems.map { (context.settings.name, $0) } }
    }

    /// The links for one call.
    ///
    /// - Returns: The links that could be made, and why each of the others could not.
    public func links(for values: ContextValues) -> (links: [ContextLink], skipped: [(name: String, reason: NoLink)]) {
        var links: [ContextLink] = []
        var skipped: [(name: String, reason: NoLink)] = []
        links.reserveCapacity(self.contexts.count)
        for (settings, template) in self.contexts {
            do throws(NoLink) {
                let url = try template.url(for: values)
                links.append(ContextLink(name: settings.name, url: url, opens: settings.opens, on: settings.on))
            } catch {
                skipped.append((settings.name, error))
            }
        }
        return (links, skipped)
    }
}
