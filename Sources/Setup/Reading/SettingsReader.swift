internal import CallModel
internal import YAMLReader

/// Reads a service's settings out of YAML.
struct SettingsReader {
    /// All connectors that there are, in configuration order.
    let connectors: [ConnectorID]
    /// Who else may have a place among them: webhooks that speak unasked.
    let webhooks: Set<ConnectorID>

    static let keys = [
        "displayName", "upn", "telNumber", "region", "owners", "members", "licence", "widgets", "contexts", "parameters", "codes",
        "connectors", "retentionMs", "tagRecall", "map",
    ]

    func read(_ node: YAMLNode, id: String) -> ServiceSettings? {
        guard let top = node.mapping(Self.keys) else { return nil }
        var settings = ServiceSettings(id: id, displayName: top.string("displayName") ?? id)
        settings.upn = top.string("upn")?.lowercased()
        settings.telNumber = top.string("telNumber")
        settings.region = top["region"].flatMap(self.region)
        settings.owners = top.strings("owners").map { $0.lowercased() }
        settings.members = top.strings("members").map { $0.lowercased() }
        settings.licence.enterpriseRouting =
            top["licence"]?.mapping(["enterpriseRouting"])?.bool("enterpriseRouting") ?? false
        settings.widgets = self.widgets(top["widgets"])
        settings.contexts = top.list("contexts").compactMap(self.context)
        settings.parameters = top.list("parameters").compactMap(self.parameter)
        if let codes = top["codes"]?.mapping(["primary", "secondary"]) {
            settings.codes.primary = codes.list("primary").compactMap(self.code)
            settings.codes.secondary = codes.list("secondary").compactMap(self.code)
        }
        settings.connectors = top["connectors"].map(self.readConnectors) ?? self.connectors
        if let retention = top["retentionMs"]?.int(in: 0...900_000) { settings.retention = .milliseconds(retention) }
        settings.tagRecall = top.bool("tagRecall") ?? false
        if let map = top["map"]?.mapping(["template", "auto"]) {
            settings.map = .init(template: map.string("template"), auto: map.bool("auto") ?? false)
        }
        return settings
    }

    private func region(_ node: YAMLNode) -> Region? {
        guard let text = node.string else { return nil }
        if let region = Region(text) { return region }
        node.report("must be two upper-case letters (ISO 3166-1 alpha-2), such as DE")
        return nil
    }

    private func widgets(_ node: YAMLNode?) -> ServiceSettings.Widgets {
        var widgets = ServiceSettings.Widgets()
        let names: [(String, WritableKeyPath<ServiceSettings.Widgets, Bool>)] = [
            ("callerInformation", \.callerInformation), ("status", \.status), ("context", \.context), ("map", \.map),
            ("codes", \.codes), ("tags", \.tags),
        ]
        guard let mapping = node?.mapping(names.map(\.0)) else { return widgets }
        for (name, path) in names {
            if let value = mapping.bool(name) { widgets[keyPath: path] = value }
        }
        return widgets
    }

    private func context(_ node: YAMLNode) -> ServiceSettings.ContextTemplate? {
        guard let mapping = node.mapping(["name", "template", "required", "opens", "on"]),
            let name = mapping.required("name")?.string, let template = mapping.required("template")?.string
        else { return nil }
        return ServiceSettings.ContextTemplate(
            name: name, template: template, required: mapping.strings("required"),
            opens: mapping["opens"]?.word(ContextLink.Opening.self) ?? .tab,
            on: mapping["on"]?.word(ContextLink.Moment.self) ?? .accepted)
    }

    private func parameter(_ node: YAMLNode) -> ServiceSettings.Parameter? {
        guard let mapping = node.mapping(["name", "default"]), let name = mapping.required("name")?.string else { return nil }
        return ServiceSettings.Parameter(name: name, default: mapping.string("default"))
    }

    private func code(_ node: YAMLNode) -> ServiceSettings.Code? {
        guard let mapping = node.mapping(["id", "name"]), let id = mapping.required("id")?.string,
            let name = mapping.required("name")?.string
        else { return nil }
        return ServiceSettings.Code(id: id, name: name)
    }

    private func readConnectors(_ node: YAMLNode) -> [ConnectorID] {
        (node.list ?? []).compactMap { entry in
            guard let id = ConnectorID(reading: entry) else { return nil }
            // Task updates of flows have a place in the order without being configured.
            guard self.connectors.contains(id) || self.webhooks.contains(id) || id == .flow else {
                let known = (self.connectors + self.webhooks.subtracting(self.connectors).sorted()).map(\.value)
                    .joined(separator: ", ")
                entry.report("there is no book, connector or webhook of this id; there are: \(known.isEmpty ? "none" : known)")
                return nil
            }
            return id
        }
    }
}
