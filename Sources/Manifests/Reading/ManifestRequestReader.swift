import YAMLReader

/// Reads `requests` of a manifest.
struct ManifestRequestReader {
    let texts: ManifestTextReader

    /// The keys of a request.
    static let keys = [
        "method", "url", "query", "headers", "body", "form", "contentType", "notFound", "when", "safe", "records", "keep",
    ]

    /// The requests in their order; those with problems are left out.
    func requests(_ top: YAMLMapping) -> [ManifestRequest] {
        guard let node = top.required("requests"), let list = node.list else { return [] }
        if list.isEmpty { node.report("needs one request at least") }
        var requests: [ManifestRequest] = []
        var kept: [String] = []
        for (index, node) in list.enumerated() {
            guard let mapping = node.mapping(Self.keys) else { continue }
            let keep = self.keep(mapping["keep"], index: index)
            if let request = self.request(mapping, index: index, kept: kept, keep: keep) { requests.append(request) }
            kept += keep.map(\.name)
        }
        return requests
    }

    /// - Parameters:
    ///   - kept: Names that earlier requests keep.
    ///   - keep: The values that this request keeps.
    private func request(
        _ mapping: YAMLMapping, index: Int, kept: [String], keep: [ManifestRequest.Keep]
    ) -> ManifestRequest? {
        let method = mapping["method"]?.word(ManifestRequest.Method.self) ?? .get
        let variables = NumberNotation.allCases.map { "number.\($0.rawValue)" } + kept.map { "kept.\($0)" }
        let url = self.texts.url(mapping.required("url"), variables: variables)
        let query = self.program(mapping["query"], name: "requests[\(index)].query", kept: kept)
        let body = self.body(mapping, index: index, kept: kept)
        let isSafe = mapping.bool("safe") ?? false
        if method == .get {
            for key in ["body", "form"] {
                mapping[key]?.report("a GET request has no body; write method: POST or use query")
            }
            mapping["safe"]?.report("a GET request may always be sent twice; remove the key")
        }
        guard let url else { return nil }
        return ManifestRequest(
            method: method, url: url, query: query, headers: self.headers(mapping["headers"]), body: body,
            notFound: self.notFound(mapping["notFound"], index: index),
            when: mapping["when"]?.word(ManifestRequest.Moment.self) ?? .nothingFound, isSafe: isSafe,
            records: self.texts.program(mapping["records"], name: "requests[\(index)].records"), keep: keep)
    }

    /// What is sent, as JSON or as a form; reports both at once, and a content type that can't be.
    private func body(_ mapping: YAMLMapping, index: Int, kept: [String]) -> ManifestRequest.Body? {
        let json = self.program(mapping["body"], name: "requests[\(index)].body", kept: kept)
        let form = self.program(mapping["form"], name: "requests[\(index)].form", kept: kept)
        if json != nil { mapping["form"]?.report("a request has one body: JSON (body) or a form (form); remove one of the keys") }
        var type = "application/json"
        if let node = mapping["contentType"], let text = node.string {
            type = text
            if json == nil { node.report("belongs to body, which is not here; remove the key") }
            if !HeaderRule.isMediaType(text, hasParameters: true) {
                node.report("must be the type of what is sent, in lower case, such as application/vnd.api+json")
            }
        }
        if let json { return .init(program: json, format: .json(contentType: type)) }
        return form.map { .init(program: $0, format: .form) }
    }

    private func headers(_ node: YAMLNode?) -> [ManifestRequest.Header] {
        guard let members = node?.members else { return [] }
        return members.compactMap { name, value in
            if !HeaderRule.isName(name) { value.report("is no name of a header: letters, digits and - _ only") }
            if HeaderRule.reserved.contains(name.lowercased()) {
                value.report("this header comes by itself or from auth; remove it")
            }
            return self.texts.settingText(value).map { ManifestRequest.Header(name: name, value: $0) }
        }
    }

    /// 401 and 429 have a meaning of their own and can't be "not found". Nor can 403 at first; once the credentials have proved
    /// good, it may mean records that they don't reach.
    private func notFound(_ node: YAMLNode?, index: Int) -> Set<Int> {
        guard let list = node?.list else { return [404] }
        let statuses = list.compactMap { entry -> Int? in
            guard let status = entry.int(in: 400...499) else { return nil }
            if [401, 429].contains(status) { entry.report("\(status) always means refused or too often; remove it") }
            if status == 403, index == 0 { entry.report("403 means refused; only a request after the first may name it") }
            return status
        }
        return Set(statuses)
    }

    private func keep(_ node: YAMLNode?, index: Int) -> [ManifestRequest.Keep] {
        guard let members = node?.members else { return [] }
        return members.compactMap { name, value in
            if !SettingName.isValid(name) { value.report("a kept value's name must be a letter, then letters and digits") }
            return self.texts.program(value, name: "requests[\(index)].keep.\(name)").map { .init(name: name, program: $0) }
        }
    }

    /// A jq program of a request: reports values that no earlier request keeps.
    private func program(_ node: YAMLNode?, name: String, kept: [String]) -> String? {
        guard let node, let program = self.texts.program(node, name: name) else { return nil }
        for name in ManifestRequest.keptNames(in: program) where !kept.contains(name) {
            node.report("\(name) is kept by no earlier request; add it to the keep of one")
        }
        return program
    }
}
