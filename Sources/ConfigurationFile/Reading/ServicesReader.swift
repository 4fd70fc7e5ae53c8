internal import CallModel
internal import ContextTemplates
internal import Foundation
package import SettingsFields
package import YAMLReader

/// Reads the folder `services`: one `ID.yaml` a service, in the contract's settings shape.
struct ServicesReader {
    let reader: ConfigurationReader

    func read(_ folder: YAMLNode, into configuration: inout Configuration) {
        guard let path = folder.string.map(self.reader.files.resolve) else { return }
        guard self.reader.files.isFolder(path) else {
            return folder.report("there is no such folder; it holds one ID.yaml for each service")
        }
        var taken = TakenNames()
        let names = self.reader.files.names(in: path)
        configuration.review.services = []
        for name in names where !name.hasSuffix(".yaml") { self.reviewOther(name, among: names, &configuration.review) }
        for name in names where name.hasSuffix(".yaml") {
            let id = String(name.dropLast(".yaml".count))
            let shown = "services/\(name)"
            guard SessionID.isValid(id) else {
                self.reader.problems.add(YAMLProblem(file: shown, message: "a service's id is 1 to 128 of A-Z a-z 0-9 . _ ~ -"))
                continue
            }
            configuration.review.services?.insert(id)
            let rules = SettingsRules(connectors: configuration.settingsConnectors(of: id), schemes: configuration.schemes)
            guard let text = self.reader.files.text(of: "\(path)/\(name)", name: shown, problems: self.reader.problems),
                let file = SettingsFile(text: text, name: shown, id: id, rules: rules, problems: self.reader.problems)
            else { continue }
            configuration.services.append(file.settings)
            self.note(file, &configuration.review)
            for fault in file.faults { self.report(fault, in: file, &configuration) }
            self.checkNames(of: file, &taken)
            configuration.warnings += self.weaknesses(of: file, configuration)
        }
    }

    /// Reports a file that is not read, though it looks like a service's.
    private func reviewOther(_ name: String, among names: [String], _ review: inout ConfigurationReview) {
        let parts = name.split(separator: ".", omittingEmptySubsequences: false)
        guard let ending = parts.last?.lowercased(), parts.count > 1, ["yml", "yaml"].contains(ending) else { return }
        let right = parts.dropLast().joined(separator: ".") + ".yaml"
        let place = YAMLProblem(file: "services/\(name)", message: "")
        if names.contains(right) {
            review.doubt(place, "is not read, \(right) is; remove one of them")
        } else {
            review.mistake(place, "is not read; rename it to \(right)")
        }
    }

    /// Notes what is to be judged with other services and credentials.
    private func note(_ file: SettingsFile, _ review: inout ConfigurationReview) {
        let settings = file.settings.filled
        if let upn = settings.upn { review.upns[settings.id] = .init(value: upn, place: file.problem(at: ["upn"], "")) }
        if let region = settings.region { review.regions.append(.init(value: region, place: file.problem(at: ["region"], ""))) }
        for name in ["owners", "members"] {
            for node in file.node.member(name)?.entries ?? [] {
                // Blanks were reported already.
                guard let user = node.text?.lowercased(), !user.contains(where: \.isWhitespace) else { continue }
                review.people.append(.init(value: user, place: node.place))
            }
        }
    }

    /// Reports a UPN or a number that a service of an earlier file has.
    private func checkNames(of file: SettingsFile, _ taken: inout TakenNames) {
        let settings = file.settings.filled
        if let other = taken.service(withUPNOf: settings) {
            self.reader.problems.add(file.problem(at: ["upn"], ConfigurationReview.sharedUPN(with: other)))
        }
        if let other = taken.service(withNumberOf: settings) {
            let message = "the service \(other) has this number already, and callers would mean either; give each its own"
            self.reader.problems.add(file.problem(at: ["telNumber"], message))
        }
        taken.add(settings)
    }

    /// Reports a fault. A broken template is left out of the service and only weakens it; all else stops a start.
    private func report(
        _ fault: SettingsFault, in file: SettingsFile, _ configuration: inout Configuration
    ) {
        switch fault.kind {
        case .unusableTemplate:
            let effect = fault.path.first == "map" ? "there is no map" : "the context is left out"
            let problem = file.problem(at: fault.path, "\(fault.message); \(effect)")
            configuration.warnings.append(.init(problem: problem, failsCheck: true))
        case .unknownConnector where !configuration.listsConnectors:
            // They may be in the part that could not be read.
            return
        case .unknownConnector:
            let written = file.node.descendant(at: fault.path).node.text ?? ""
            if let id = ConnectorID(written), configuration.settingsConnectors.contains(id) {
                let message = "this service may not have \(id): the services of that in callcard.yaml don't name it"
                return self.reader.problems.add(file.problem(at: fault.path, message))
            }
            let connectors = configuration.settingsConnectors(of: file.settings.id)
            let known = connectors.isEmpty ? "none" : connectors.map(\.value).joined(separator: ", ")
            let nearest = SpellingSuggestion.nearest(to: written, among: connectors.map(\.value))
            let advice = nearest.map { "did you mean \($0)?" } ?? "there are: \(known)"
            self.reader.problems.add(file.problem(at: fault.path, "\(fault.message); \(advice)"))
        case .unknownMember, .invalidValue:
            self.reader.problems.add(file.problem(of: fault))
        }
    }

    /// The weaknesses of templates that can be used, and the settings without effect.
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
        if let map = settings.map.template {
            let map = MapURLTemplate(map, parameters: settings.parameters.map(\.name), schemes: configuration.schemes)
            found += map.weaknesses.map { problem in
                file.problem(at: ["map", "template"], "character \(problem.at): \(problem.message)")
            }
        }
        if settings.tagRecall, configuration.recallKey == nil {
            let text = "has no effect: the configuration names no key file under sessions.recall"
            found.append(file.problem(at: ["tagRecall"], text))
        }
        return found.map { Configuration.Warning(problem: $0, failsCheck: false) }
    }
}

/// A service's settings in a YAML file, and the line of each of them.
package struct SettingsFile {
    /// The settings as their owner wrote them, without defaults.
    package let settings: WrittenSettings
    /// The faults of the settings.
    let faults: [SettingsFault]
    /// The document.
    let node: YAMLNode

    /// Reads a file by itself, without the configuration around it.
    ///
    /// - Parameter id: The service's.
    /// - Throws: All that is wrong with it under any configuration.
    package init(path: String, id: String) throws(ConfigurationFailure) {
        let (files, problems) = (ConfigurationFiles(path: path), YAMLProblems())
        guard let text = files.text(of: path, name: path, problems: problems),
            let file = SettingsFile(text: text, name: path, id: id, problems: problems)
        else { throw ConfigurationFailure(problems: problems.all) }
        self = file
        guard self.faults.isEmpty else { throw ConfigurationFailure(problems: self.faults.map(self.problem)) }
    }

    /// - Parameter name: What messages call the file.
    /// - Returns: `nil` for a text that is no YAML, after having added that to `problems`.
    init?(text: String, name: String, id: String, rules: SettingsRules? = nil, problems: YAMLProblems) {
        guard let node = YAMLNode.document(text, file: name, problems: problems, hasDefaults: true) else { return nil }
        let reading = SettingsReading(SettingsValue(node), id: id, rules: rules)
        (self.settings, self.faults, self.node) = (reading.settings, reading.faults, node)
    }

    /// A fault at its line.
    func problem(of fault: SettingsFault) -> YAMLProblem {
        guard case .unknownMember(let known) = fault.kind, let key = fault.path.last else {
            return self.problem(at: fault.path, fault.message)
        }
        return self.node.descendant(at: fault.path).node.problem(SpellingSuggestion.advice(on: key, among: known))
    }

    /// A problem at the line of a member, or of the one in which it is missing.
    ///
    /// - Parameter path: Names of members and places in lists, from the outside in.
    package func problem(at path: some Collection<String>, _ message: String) -> YAMLProblem {
        let (node, rest) = self.node.descendant(at: path)
        return node.problem((rest + [message]).joined(separator: " "))
    }
}

extension SettingsValue {
    /// A value in YAML.
    init(_ node: YAMLNode) {
        if node.isMapping {
            self = .object((node.members ?? []).map { ($0.key, SettingsValue($0.value)) })
        } else if node.isList {
            self = .list((node.list ?? []).map(SettingsValue.init))
        } else {
            self = node.readings.map { .scalar(text: $0.text, flag: $0.bool, integer: $0.int) } ?? .absent
        }
    }
}
