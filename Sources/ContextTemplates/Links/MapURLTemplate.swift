/// A template of a web page that shows where the caller is, under the policy of ``ContextURLTemplate``.
public struct MapURLTemplate: Sendable {
    /// All that keeps it from making links, for people; empty where it can be used.
    public let faults: [String]
    private let template: ContextURLTemplate

    /// - Parameters:
    ///   - text: The owner's or the operator's template.
    ///   - parameters: Names of the parameters that the service declares.
    ///   - schemes: What the operator allows; only `https` and `http` lead to web pages.
    public init(_ text: String, parameters: [String] = [], schemes: URLSchemes = .init()) {
        let template = ContextURLTemplate(text, parameters: parameters, schemes: schemes, purpose: .map)
        var faults = template.problems.filter { $0.severity == .error }.map { "\($0.message) (at \($0.at))" }
        if faults.isEmpty, !["https://", "http://"].contains(where: text.lowercased().hasPrefix) {
            faults.append("A map is a web page. Begin with https://.")
        }
        if faults.isEmpty, !template.variables.contains(where: \.tellsPlace) {
            faults.append("No variable here tells a place. Write {Place.Label} where the provider wants what to search for.")
        }
        self.faults = faults
        self.template = template
    }

    /// The link for one call; `nil` where nothing that the template asks for tells a place.
    public func url(for values: ContextValues) -> String? {
        guard self.faults.isEmpty, self.template.variables.contains(where: { $0.tellsPlace && values[$0] != nil }) else {
            return nil
        }
        return try? self.template.url(for: values)
    }
}
