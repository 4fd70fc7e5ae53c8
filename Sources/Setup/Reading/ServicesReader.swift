internal import CallModel
internal import ContextTemplates
internal import Flows
internal import SettingsFields
internal import YAMLReader

/// Reads the folder `services`: one `ID.yaml` a service, in the contract's settings shape.
struct ServicesReader {
    let reader: ConfigurationReader

    func read(_ folder: YAMLNode, into configuration: inout Configuration) {
        guard let path = folder.string.map(self.reader.files.resolve) else { return }
        guard self.reader.files.isFolder(path) else {
            return folder.report("there is no such folder; it holds one ID.yaml for each service")
        }
        let connectors = configuration.settingsConnectors
        let rules = SettingsRules(connectors: connectors, schemes: configuration.schemes)
        for name in self.reader.files.names(in: path) where name.hasSuffix(".yaml") {
            let id = String(name.dropLast(".yaml".count))
            let shown = "services/\(name)"
            guard SessionID.isValid(id) else {
                self.reader.problems.add(YAMLProblem(file: shown, message: "a service's id is 1 to 128 of A-Z a-z 0-9 . _ ~ -"))
                continue
            }
            guard let text = self.reader.files.text(of: "\(path)/\(name)", name: shown, problems: self.reader.problems),
                let file = SettingsFile(text: text, name: shown, id: id, rules: rules, problems: self.reader.problems)
            else { continue }
            configuration.services.append(file.settings)
            for fault in file.faults { self.tell(fault, in: file, connectors, &configuration) }
            configuration.warnings += self.weaknesses(of: file, configuration)
        }
    }

    /// A broken template is left out of the service and stops nothing; all else stops a start.
    private func tell(
        _ fault: SettingsFault, in file: SettingsFile, _ connectors: [ConnectorID], _ configuration: inout Configuration
    ) {
        switch fault.kind {
        case .unusableTemplate:
            let effect = fault.path.first == "map" ? "there is no map" : "the context is left out"
            let problem = file.problem(at: fault.path, "\(fault.message); \(effect)")
            configuration.warnings.append(.init(problem: problem, failsCheck: true))
        case .unknownConnector:
            let known = connectors.isEmpty ? "none" : connectors.map(\.value).joined(separator: ", ")
            self.reader.problems.add(file.problem(at: fault.path, "\(fault.message); there are: \(known)"))
        case .unknownMember, .invalidValue:
            self.reader.problems.add(file.problem(of: fault))
        }
    }

    /// What could be better in templates that can be used, and what has no effect.
    private func weaknesses(of file: SettingsFile, _ configuration: Configuration) -> [Configuration.Warning] {
        let settings = file.settings.filled
        var found = settings.contexts.enumerated().flatMap { place, context in
            ContextURLTemplate(context, of: settings, schemes: configuration.schemes).problems
                .filter { $0.severity != .error }
                .map { problem in
                    file.problem(
                        at: ["contexts", String(place), "template"], "character \(problem.at): \(problem.message)")
                }
        }
        if settings.tagRecall, configuration.recallKey == nil {
            let text = "has no effect: the configuration names no key file under sessions.recall"
            found.append(file.problem(at: ["tagRecall"], text))
        }
        return found.map { Configuration.Warning(problem: $0, failsCheck: false) }
    }
}

extension Configuration {
    /// All that settings may name as connectors: books and connectors in their order, then webhooks that speak unasked.
    var settingsConnectors: [ConnectorID] {
        let asked = self.connectors.map(\.id)
        return asked + Set(self.webhooks.map(\.connector)).subtracting(asked).sorted()
    }
}
