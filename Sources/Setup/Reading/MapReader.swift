internal import ContextTemplates
internal import Places
internal import YAMLReader

/// Reads `map`: the database of places, and whose maps are shown.
struct MapReader {
    let files: ConfigurationFiles

    static let keys = ["database", "template", "embed"]

    func read(_ top: YAMLMapping, schemes: URLSchemes) -> Configuration.Maps {
        var maps = Configuration.Maps()
        guard let mapping = top["map"]?.mapping(Self.keys) else { return maps }
        maps.database = mapping["database"].flatMap(self.database)
        if let link = mapping["template"].flatMap({ self.template($0, schemes) }) {
            // Unless the operator says so, only the provider of the link is to learn of places.
            maps.templates = MapTemplates(link: link, embed: link)
        }
        if let embed = mapping["embed"].flatMap({ self.template($0, schemes) }) { maps.templates.embed = embed }
        return maps
    }

    private func database(_ node: YAMLNode) -> PlaceDatabase? {
        guard let path = node.string.map(self.files.resolve) else { return nil }
        do throws(PlaceDatabaseError) {
            return try PlaceDatabase(path: path)
        } catch {
            node.report("\(error)")
            return nil
        }
    }

    private func template(_ node: YAMLNode, _ schemes: URLSchemes) -> String? {
        guard let text = node.string else { return nil }
        let faults = MapURLTemplate(text, schemes: schemes).faults
        for fault in faults { node.report("can't be used: \(fault)") }
        return faults.isEmpty ? text : nil
    }
}
