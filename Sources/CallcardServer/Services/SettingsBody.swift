internal import CallModel
internal import ContextTemplates
internal import NIOCore

/// Reads settings in the contract's shape, from a request or the journal; a member left out takes its default (S9).
struct SettingsBody {
    /// The service's id.
    let id: String
    /// What a service without `connectors` asks: all, in configuration order.
    let connectors: [ConnectorID]
    /// Who else may have a place among them: webhooks that speak unasked.
    var webhooks: Set<ConnectorID> = []
    let schemes: URLSchemes
    /// Whether connectors and templates that can't be used are refused. Settings that were good once stay in force when the
    /// configuration around them changes: lookups then go on without what is gone.
    var isStrict = true

    private static let keys = [
        "displayName", "upn", "telNumber", "region", "owners", "members", "licence", "widgets", "contexts", "parameters", "codes",
        "connectors", "retentionMs", "tagRecall", "map",
    ]
    /// Most entries of a list.
    private static let listLimit = 10_000

    /// Reads the body of a request.
    ///
    /// - Throws: All that is wrong, each with its place.
    func read(_ body: ByteBuffer) throws(Problem) -> ServiceSettings {
        var reader = try BodyReader(body, known: Self.keys)
        var settings = ServiceSettings(id: self.id, displayName: self.text("displayName", &reader) ?? self.id)
        settings.upn = self.text("upn", &reader)
        settings.telNumber = self.text("telNumber", &reader)
        if let code = reader.string("region") {
            settings.region = Region(code) ?? reader.wrong("region", "must be two upper-case letters (ISO 3166-1 alpha-2)")
        }
        settings.owners = self.users("owners", &reader)
        if settings.owners.isEmpty { let _: String? = reader.wrong("owners", "must name at least one user") }
        settings.members = self.users("members", &reader)
        if var licence = reader.object("licence", known: ["enterpriseRouting"]) {
            settings.licence.enterpriseRouting = licence.bool("enterpriseRouting") ?? false
            reader.adopt(licence)
        }
        settings.widgets = self.widgets(&reader)
        settings.parameters = self.parameters(&reader)
        settings.contexts = self.contexts(&reader, parameters: settings.parameters.map(\.name))
        settings.codes = self.codes(&reader)
        settings.connectors = self.readConnectors(&reader)
        settings.retention = .milliseconds(reader.int("retentionMs", in: 0...900_000) ?? 300_000)
        settings.tagRecall = reader.bool("tagRecall") ?? false
        if var map = reader.object("map", known: ["template", "auto"]) {
            settings.map = .init(template: self.text("template", &map), auto: map.bool("auto") ?? false)
            if let template = settings.map.template, self.isStrict {
                let parameters = settings.parameters.map(\.name)
                for fault in MapURLTemplate(template, parameters: parameters, schemes: self.schemes).faults {
                    let _: String? = map.wrong("template", "can't be used: \(fault)")
                }
            }
            reader.adopt(map)
        }
        try reader.finish()
        return settings
    }

    /// An empty text is none.
    private func text(_ name: String, _ reader: inout BodyReader) -> String? {
        reader.string(name).flatMap { $0.isEmpty ? nil : $0 }
    }

    private func users(_ name: String, _ reader: inout BodyReader) -> [String] {
        let users = (reader.texts(name, atMost: Self.listLimit) ?? []).map { $0.lowercased() }
        for (index, user) in users.enumerated() where user.isEmpty || user.contains(where: \.isWhitespace) {
            let _: String? = reader.wrong("\(name)/\(index)", "must be a UPN")
        }
        var seen: Set<String> = []
        return users.filter { seen.insert($0).inserted }
    }

    private func widgets(_ reader: inout BodyReader) -> ServiceSettings.Widgets {
        var widgets = ServiceSettings.Widgets()
        let names: [(String, WritableKeyPath<ServiceSettings.Widgets, Bool>)] = [
            ("callerInformation", \.callerInformation), ("status", \.status), ("context", \.context), ("map", \.map),
            ("codes", \.codes), ("tags", \.tags),
        ]
        guard var object = reader.object("widgets", known: names.map(\.0)) else { return widgets }
        for (name, path) in names {
            if let value = object.bool(name) { widgets[keyPath: path] = value }
        }
        reader.adopt(object)
        return widgets
    }

    private func parameters(_ reader: inout BodyReader) -> [ServiceSettings.Parameter] {
        reader.objects("parameters", known: ["name", "default"]).compactMap { object in
            var object = object
            let name = object.requiredString("name")
            let parameter = name.map { ServiceSettings.Parameter(name: $0, default: object.string("default")) }
            reader.adopt(object)
            return parameter
        }
    }

    private func contexts(_ reader: inout BodyReader, parameters: [String]) -> [ServiceSettings.ContextTemplate] {
        reader.objects("contexts", known: ["name", "template", "required", "opens", "on"]).compactMap { object in
            var object = object
            defer { reader.adopt(object) }
            let required = object.texts("required") ?? []
            let opens = object.word("opens", ContextLink.Opening.self) ?? .tab
            let on = object.word("on", ContextLink.Moment.self) ?? .accepted
            guard let name = object.requiredString("name"), let template = object.requiredString("template") else { return nil }
            let compiled = ContextURLTemplate(template, required: required, parameters: parameters, schemes: self.schemes)
            for problem in compiled.problems where self.isStrict && problem.severity == .error {
                let _: String? = object.wrong("template", "can't be used: \(problem.message) (at \(problem.at))")
            }
            return ServiceSettings.ContextTemplate(name: name, template: template, required: required, opens: opens, on: on)
        }
    }

    private func codes(_ reader: inout BodyReader) -> ServiceSettings.Codes {
        guard var object = reader.object("codes", known: ["primary", "secondary"]) else { return .init() }
        let codes = ServiceSettings.Codes(
            primary: self.codes("primary", &object), secondary: self.codes("secondary", &object))
        reader.adopt(object)
        return codes
    }

    private func codes(_ name: String, _ reader: inout BodyReader) -> [ServiceSettings.Code] {
        var seen: Set<String> = []
        return reader.objects(name, known: ["id", "name"]).compactMap { object in
            var object = object
            defer { reader.adopt(object) }
            guard let id = object.requiredString("id"), let title = object.requiredString("name") else { return nil }
            guard !id.isEmpty, seen.insert(id).inserted else { return object.wrong("id", "must be another one for each code") }
            return ServiceSettings.Code(id: id, name: title)
        }
    }

    private func readConnectors(_ reader: inout BodyReader) -> [ConnectorID] {
        guard let names = reader.texts("connectors") else { return self.connectors }
        return names.enumerated().compactMap { index, name in
            guard let id = ConnectorID(name), !self.isStrict || self.isKnown(id) else {
                return reader.wrong("connectors/\(index)", "names no book, connector or webhook of the configuration")
            }
            return id
        }
    }

    /// Task updates of flows have a place in the order without being configured.
    private func isKnown(_ id: ConnectorID) -> Bool {
        id == .flow || self.connectors.contains(id) || self.webhooks.contains(id)
    }
}
