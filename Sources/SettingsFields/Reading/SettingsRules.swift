public import CallModel
public import ContextTemplates

/// What a configuration, and whose change it is, let a service's settings say.
public struct SettingsRules: Sendable {
    private let connectors: Set<ConnectorID>
    private let schemes: URLSchemes
    private let needsOwners: Bool

    /// - Parameters:
    ///   - connectors: All books, connectors and webhooks of the configuration. Task updates of flows have a place in a service's
    ///     order without being configured.
    ///   - schemes: What links may begin with.
    ///   - needsOwners: Whether owners must be named: an owner can't leave a service without.
    public init(connectors: some Sequence<ConnectorID>, schemes: URLSchemes, needsOwners: Bool = false) {
        self.connectors = Set(connectors).union([.flow])
        self.schemes = schemes
        self.needsOwners = needsOwners
    }

    /// Notes what is against the rules in a document whose shape was looked at already; `settings` is what could be read of it.
    func check(_ document: SettingsValue, _ settings: ServiceSettings, _ faults: inout FaultCollector) {
        if self.needsOwners, document["owners"].isAbsent {
            faults.at("owners") { $0.note("must name at least one user") }
        }
        for (place, element) in (document["connectors"].elements ?? []).enumerated() {
            guard let id = element.text.flatMap(ConnectorID.init), !self.connectors.contains(id) else { continue }
            faults.at("connectors") { faults in
                faults.at(String(place)) {
                    $0.note("names no book, connector or webhook of the configuration", .unknownConnector)
                }
            }
        }
        for (place, element) in (document["contexts"].elements ?? []).enumerated() {
            // Its shape was complained of where it is none.
            var shape = FaultCollector()
            guard let context = ServiceSettings.ContextTemplate.fields.read(element, &shape)?.value else { continue }
            let template = ContextURLTemplate(context, of: settings, schemes: self.schemes)
            let problems = template.problems.filter { $0.severity == .error }.map { "\($0.message) (at \($0.at))" }
            Self.note(problems, at: ["contexts", String(place), "template"], &faults)
        }
        guard let template = settings.map.template else { return }
        let map = MapURLTemplate(template, parameters: settings.parameters.map(\.name), schemes: self.schemes)
        Self.note(map.faults, at: ["map", "template"], &faults)
    }

    private static func note(_ problems: [String], at path: some Collection<String>, _ faults: inout FaultCollector) {
        guard let step = path.first else {
            for problem in problems { faults.note("can't be used: \(problem)", .unusableTemplate) }
            return
        }
        faults.at(step) { Self.note(problems, at: path.dropFirst(), &$0) }
    }
}
