package import CallModel
package import YAMLReader

/// Reads manifests and reports all that is wrong with them, each at its line and with what to do about it.
package struct ManifestReader {
    /// Collects the problems.
    package let problems: YAMLProblems
    private let compiler: (any JSONQueryCompiler)?

    /// - Parameter compiler: Checks each jq program at its place, some 40 ms a program; `nil` leaves that to the connector, which
    ///   compiles them anyway.
    package init(problems: YAMLProblems, compiler: (any JSONQueryCompiler)? = nil) {
        self.problems = problems
        self.compiler = compiler
    }

    /// The keys of a manifest.
    static let keys = [
        "id", "name", "description", "kind", "settings", "auth", "accept", "functions", "requests", "refused", "limited",
        "records", "caller", "numbers", "limits",
    ]

    /// Reads one manifest.
    ///
    /// - Parameters:
    ///   - text: The content of `connector.yaml`.
    ///   - file: The file's name in problems.
    ///   - folder: The name of the folder it lies in, which its `id` must equal; `nil` does not compare.
    /// - Returns: `nil` where there is any problem; ``problems`` has them all.
    package func read(_ text: String, file: String, folder: String? = nil) -> ConnectorManifest? {
        let own = YAMLProblems()
        defer { own.all.forEach(self.problems.add) }
        guard let node = YAMLNode.document(text, file: file, problems: own), let top = node.mapping(Self.keys) else { return nil }
        let id = Self.id(top, folder: folder)
        let name = top.required("name")?.string
        let summary = top.required("description")?.string
        let kind = top.required("kind")?.word(ConnectorManifest.Kind.self) ?? .crm
        let settings = Self.settings(top)
        var texts = ManifestTextReader(settings: settings, compiler: self.compiler)
        texts.functions = texts.functions(top["functions"])
        let auth = ManifestAuthReader(texts: texts).auth(top)
        let limits = Self.limits(top, of: kind)
        guard kind == .crm else {
            Self.checkFlow(top, settings: settings, auth: auth)
            guard own.isEmpty, let id, let name, let summary, let auth else { return nil }
            return ConnectorManifest(
                id: id, name: name, summary: summary, kind: .flow, settings: settings, auth: auth, requests: [], mapping: nil,
                limits: limits)
        }
        let accept = Self.accept(top)
        let requests = ManifestRequestReader(texts: texts).requests(top)
        if let auth { Self.check(auth, fitsRequestsOf: top) }
        let refused = texts.program(top["refused"], name: "refused")
        let limited = texts.program(top["limited"], name: "limited")
        let mapping = Self.mapping(top, texts: texts)
        guard own.isEmpty, let id, let name, let summary, let auth, let mapping else { return nil }
        return ConnectorManifest(
            id: id, name: name, summary: summary, settings: settings, auth: auth, accept: accept, requests: requests,
            refused: refused, limited: limited, mapping: mapping, limits: limits)
    }

    private static func id(_ top: YAMLMapping, folder: String?) -> ConnectorID? {
        guard let node = top.required("id"), let text = node.string else { return nil }
        guard let id = ConnectorID(text) else {
            node.report("must be 1 to 64 of a-z 0-9 - _, beginning with a letter or digit")
            return nil
        }
        if let folder, folder != text {
            node.report("must be the name of its folder: write id: \(folder), or rename the folder")
        }
        return id
    }

    /// Content types of JSON answers beside the usual ones.
    private static func accept(_ top: YAMLMapping) -> [String] {
        guard let node = top["accept"], let list = node.list else { return [] }
        if list.isEmpty { node.report("needs one content type at least; without the key application/json is asked for") }
        for entry in list where entry.string.map({ !HeaderRule.isMediaType($0, hasParameters: false) }) ?? false {
            entry.report("must be a content type in lower case, without parameters, such as application/vnd.api+json")
        }
        return list.compactMap(\.string)
    }

    private static func limits(_ top: YAMLMapping, of kind: ConnectorManifest.Kind) -> ConnectorManifest.Limits {
        var limits = ConnectorManifest.Limits()
        // A flow is slow, and may come back to us instead of answering.
        if kind == .flow { limits.total = .seconds(10) }
        guard let mapping = top["limits"]?.mapping(["total", "records", "perSecond"]) else { return limits }
        if let total = mapping["total"]?.duration(in: .milliseconds(100) ... .seconds(10)) { limits.total = total }
        if let records = mapping["records"]?.int(in: 1...ConnectorManifest.Limits.mostRead) { limits.records = records }
        if kind == .flow { mapping["perSecond"]?.report("a flow is called once for each question; remove the key") }
        limits.rate = mapping["perSecond"]?.requestRate
        return limits
    }

    /// The settings that the manifest declares; those with problems are left out.
    private static func settings(_ top: YAMLMapping) -> [ManifestSetting] {
        guard let members = top["settings"]?.members else { return [] }
        return members.compactMap { Self.setting($0, $1) }
    }

    private static func setting(_ name: String, _ node: YAMLNode) -> ManifestSetting? {
        if !SettingName.isValid(name) {
            node.report("a setting's name must be a letter, then letters and digits, at most 64")
        }
        guard let mapping = node.mapping(["description", "secret", "required", "default", "example"]) else { return nil }
        let setting = ManifestSetting(
            name: name, summary: mapping.required("description")?.string ?? "", isSecret: mapping.bool("secret") ?? false,
            isRequired: mapping.bool("required") ?? false, defaultValue: mapping.string("default"),
            example: mapping.string("example"))
        Self.check(setting, mapping)
        return setting
    }

    private static func check(_ setting: ManifestSetting, _ mapping: YAMLMapping) {
        if setting.isSecret, let node = mapping["default"] {
            node.report("a secret can't have a default: everybody would know it; remove the key")
        }
        if setting.isRequired, let node = mapping["default"] {
            node.report("a required setting is never left out, so its default is never used; remove one of the two keys")
        }
        guard setting.name == ManifestSetting.baseURL else { return }
        if setting.isSecret { mapping["secret"]?.report("an address is no secret; remove the key") }
        for key in ["default", "example"] {
            guard let node = mapping[key], let text = node.string, BaseURL(text) == nil else { continue }
            node.report(BaseURL.rule)
        }
    }

    /// The programs that read an answer.
    private static func mapping(_ top: YAMLMapping, texts: ManifestTextReader) -> RecordMapping? {
        let records = texts.program(top.required("records"), name: "records")
        let caller = Self.caller(top.required("caller"), texts: texts)
        let numbers = texts.program(top["numbers"], name: "numbers")
        guard let records, let caller else { return nil }
        return RecordMapping(records: records, caller: caller, numbers: numbers)
    }

    private static func caller(_ node: YAMLNode?, texts: ManifestTextReader) -> RecordMapping.CallerMapping? {
        guard let node else { return nil }
        guard node.isMapping else { return texts.program(node, name: "caller").map { .whole($0) } }
        guard let members = node.mapping(RecordMapping.memberNames).flatMap({ _ in node.members }) else { return nil }
        if members.isEmpty { node.report("needs one field at least, such as displayName") }
        return .members(
            members.compactMap { name, value in
                texts.program(value, name: "caller.\(name)").map { RecordMapping.Member(name: name, program: $0) }
            })
    }

    /// Reports requests without the body in which the credentials have their place.
    private static func check(_ auth: ManifestAuth, fitsRequestsOf top: YAMLMapping) {
        guard case .body = auth else { return }
        for request in top.list("requests")
        where request.isMapping && !(request.members ?? []).contains(where: { ["body", "form"].contains($0.key) }) {
            request.report("has no body, where auth has its place; add one")
        }
    }

    /// Reports what a manifest of a flow lacks, and what it has that only a CRM's may.
    private static func checkFlow(_ top: YAMLMapping, settings: [ManifestSetting], auth: ManifestAuth?) {
        for key in ["accept", "functions", "requests", "refused", "limited", "records", "caller", "numbers"] {
            top[key]?.report("a flow has no \(key): it is called, and answers, as all flows do; remove the key")
        }
        switch auth {
        case .oauth(let oauth)? where oauth.grant != .clientCredentials:
            top["auth"]?.report("a flow is called with client credentials; write grant: client_credentials")
        case .none?, .oauth?, nil: break
        default: top["auth"]?.report("a flow's trigger URL carries its key; beside it only type: oauth is known")
        }
        let isDeclared = settings.contains { $0.name == ManifestSetting.triggerURL && $0.isSecret && $0.isRequired }
        guard !isDeclared else { return }
        let rule =
            "must have \(ManifestSetting.triggerURL), with secret: true and required: true: whoever has it can start the flow"
        if let node = top["settings"] { node.report(rule) } else { _ = top.required("settings") }
    }
}
