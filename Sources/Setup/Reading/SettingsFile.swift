internal import Foundation
package import SettingsFields
package import YAMLReader

/// A service's settings in a YAML file, and the line of each of them.
package struct SettingsFile {
    /// As their owner wrote them, without defaults.
    package let settings: WrittenSettings
    /// What is wrong in it.
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
