internal import CallModel
internal import ContextTemplates
internal import Flows
internal import YAMLReader

/// Reads the folder `services`: one `ID.yaml` a service, in the contract's settings shape.
struct ServicesReader {
    let reader: ConfigurationReader

    func read(_ folder: YAMLNode, into configuration: inout Configuration) {
        guard let path = folder.string.map(self.reader.files.resolve) else { return }
        guard self.reader.files.isFolder(path) else {
            return folder.report("there is no such folder; it holds one ID.yaml for each service")
        }
        let known = configuration.connectors.map(\.id)
        let webhooks = Set(configuration.webhooks.map(\.connector))
        for name in self.reader.files.names(in: path) where name.hasSuffix(".yaml") {
            let id = String(name.dropLast(".yaml".count))
            let file = "\(path)/\(name)"
            let shown = "services/\(name)"
            guard SessionID.isValid(id) else {
                self.reader.problems.add(YAMLProblem(file: shown, message: "a service's id is 1 to 128 of A-Z a-z 0-9 . _ ~ -"))
                continue
            }
            guard let text = self.reader.files.text(of: file, name: shown, problems: self.reader.problems),
                let node = YAMLNode.document(text, file: shown, problems: self.reader.problems, hasDefaults: true),
                let settings = SettingsReader(connectors: known, webhooks: webhooks).read(node, id: id)
            else { continue }
            configuration.services.append(settings)
            configuration.warnings += self.lint(settings, node, configuration.schemes)
            if settings.tagRecall, configuration.recallKey == nil { self.warnOfRecall(node, into: &configuration) }
        }
    }

    private func warnOfRecall(_ node: YAMLNode, into configuration: inout Configuration) {
        let place = node.mapping(SettingsReader.keys)?["tagRecall"] ?? node
        let text = "has no effect: the configuration names no key file under sessions.recall"
        configuration.warnings.append(Self.warning(text, place, failsCheck: false))
    }

    /// What is wrong with templates, at their lines. A broken one is left out of the service and stops nothing.
    private func lint(_ settings: ServiceSettings, _ node: YAMLNode, _ schemes: URLSchemes) -> [Configuration.Warning] {
        let top = node.mapping(SettingsReader.keys)
        let contexts = zip(settings.contexts, top?.list("contexts") ?? []).flatMap { context, node in
            TemplateLint.problems(in: context, of: settings, schemes: schemes).map { problem in
                let effect = problem.severity == .error ? "; the context is left out" : ""
                return Self.warning(
                    "template, character \(problem.at): \(problem.message)\(effect)", node,
                    failsCheck: problem.severity == .error)
            }
        }
        guard let template = settings.map.template, let place = top?["map"] else { return contexts }
        let map = MapURLTemplate(template, parameters: settings.parameters.map(\.name), schemes: schemes)
        return contexts + map.faults.map { Self.warning("template: \($0); there is no map", place, failsCheck: true) }
    }

    private static func warning(_ text: String, _ node: YAMLNode, failsCheck: Bool) -> Configuration.Warning {
        let own = YAMLProblems()
        YAMLNode.note(node, in: own, text)
        return Configuration.Warning(problem: own.all[0], failsCheck: failsCheck)
    }
}
