package import CallModel
package import ContextTemplates

/// The limits that a configuration, and the role of whoever changes them, set to a service's settings.
package struct SettingsRules: Sendable {
    private let connectors: Set<ConnectorID>
    private let schemes: URLSchemes
    private let needsOwners: Bool
    private let names: TakenNames

    /// The rules of one configuration.
    ///
    /// - Parameters:
    ///   - connectors: All books, connectors and webhooks that the service may have. Task updates of flows have a place in a service's
    ///     order without being configured.
    ///   - schemes: The schemes that links may begin with.
    ///   - needsOwners: Whether owners must be named: an owner can't leave a service without.
    ///   - names: The names of all other services.
    package init(
        connectors: some Sequence<ConnectorID>, schemes: URLSchemes, needsOwners: Bool = false, names: TakenNames = .init()
    ) {
        self.connectors = Set(connectors).union([.flow])
        self.schemes = schemes
        self.needsOwners = needsOwners
        self.names = names
    }

    /// Reports what is against the rules in a document whose shape was checked already; `settings` is what could be read of it.
    func check(_ document: SettingsValue, _ settings: ServiceSettings, _ faults: inout FaultCollector) {
        self.names.faults(of: settings).forEach { faults.add($0) }
        if self.needsOwners, document["owners"].isAbsent {
            faults.at("owners") { $0.report("must name at least one user") }
        }
        for (place, element) in (document["connectors"].elements ?? []).enumerated() {
            guard let id = element.text.flatMap(ConnectorID.init), !self.connectors.contains(id) else { continue }
            faults.at("connectors") { faults in
                faults.at(String(place)) {
                    $0.report("names no book, connector or webhook of the configuration", .unknownConnector)
                }
            }
        }
        for (place, element) in (document["contexts"].elements ?? []).enumerated() {
            // Where its shape is none, that was reported already.
            var shape = FaultCollector()
            guard let context = ServiceSettings.ContextTemplate.fields.read(element, &shape)?.value else { continue }
            let template = ContextURLTemplate(context, of: settings, schemes: self.schemes)
            let problems = template.problems.filter { $0.severity == .error }.map { "\($0.message) (at \($0.at))" }
            Self.report(problems, at: ["contexts", String(place), "template"], &faults)
        }
        guard let template = settings.map.template else { return }
        let map = MapURLTemplate(template, parameters: settings.parameters.map(\.name), schemes: self.schemes)
        Self.report(map.faults, at: ["map", "template"], &faults)
    }

    private static func report(_ problems: [String], at path: some Collection<String>, _ faults: inout FaultCollector) {
        guard let step = path.first else {
            for problem in problems { faults.report("can't be used: \(problem)", .unusableTemplate) }
            return
        }
        faults.at(step) { Self.report(problems, at: path.dropFirst(), &$0) }
    }
}
