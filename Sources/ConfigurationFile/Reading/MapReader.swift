internal import ContextTemplates
internal import YAMLReader

/// Reads `map`: the database of places, and whose maps are shown.
struct MapReader {
    let files: ConfigurationFiles

    static let keys = ["database", "template", "embed"]

    func read(_ top: YAMLMapping, into configuration: inout Configuration) {
        guard let mapping = top["map"]?.mapping(Self.keys) else { return }
        configuration.maps.database = mapping["database"].flatMap(self.database)
        if let link = mapping["template"].flatMap({ self.template($0, &configuration) }) {
            // Unless the operator says so, only the provider of the link is to learn of places.
            configuration.maps.templates = MapTemplates(link: link, embed: link)
        }
        if let embed = mapping["embed"].flatMap({ self.template($0, &configuration) }) {
            configuration.maps.templates.embed = embed
        }
    }

    /// Where the database is; whoever builds with the configuration opens it.
    private func database(_ node: YAMLNode) -> Configuration.Maps.Database? {
        node.string.map { .init(path: self.files.resolve($0), place: node.place) }
    }

    private func template(_ node: YAMLNode, _ configuration: inout Configuration) -> String? {
        guard let text = node.string else { return nil }
        let template = MapURLTemplate(text, schemes: configuration.schemes)
        for fault in template.faults { node.report("can't be used: \(fault)") }
        guard template.faults.isEmpty else { return nil }
        configuration.warnings += template.weaknesses.map { weakness in
            let problem = node.problem("character \(weakness.at): \(weakness.message)")
            return Configuration.Warning(problem: problem, failsCheck: false)
        }
        return text
    }
}
