import YAMLReader

extension ManifestReader {
    /// The requests in their order; those with problems are left out.
    func requests(_ top: YAMLMapping, settings: [ManifestSetting]) -> [ManifestRequest] {
        guard let node = top.required("requests"), let list = node.list else { return [] }
        if list.isEmpty { node.report("needs one request at least") }
        return list.enumerated().compactMap { self.request($1, index: $0, settings: settings) }
    }

    private func request(_ node: YAMLNode, index: Int, settings: [ManifestSetting]) -> ManifestRequest? {
        guard let mapping = node.mapping(["method", "url", "query", "headers", "body", "notFound", "when"]) else { return nil }
        let method = mapping["method"]?.word(ManifestRequest.Method.self) ?? .get
        let url = self.url(mapping.required("url"), settings: settings)
        let body = self.program(mapping["body"], name: "requests[\(index)].body")
        if method == .get { mapping["body"]?.report("a GET request has no body; write method: POST or use query") }
        guard let url else { return nil }
        return ManifestRequest(
            method: method, url: url, query: self.program(mapping["query"], name: "requests[\(index)].query"),
            headers: self.headers(mapping["headers"], settings: settings), body: body,
            notFound: self.notFound(mapping["notFound"]),
            when: mapping["when"]?.word(ManifestRequest.Moment.self) ?? .nothingFound)
    }

    private func headers(_ node: YAMLNode?, settings: [ManifestSetting]) -> [ManifestRequest.Header] {
        guard let members = node?.members else { return [] }
        return members.compactMap { name, value in
            if !HeaderRule.isName(name) { value.report("is no name of a header: letters, digits and - _ only") }
            if HeaderRule.reserved.contains(name.lowercased()) {
                value.report("this header comes by itself or from auth; remove it")
            }
            return self.settingText(value, settings: settings).map { ManifestRequest.Header(name: name, value: $0) }
        }
    }

    /// 401, 403 and 429 have a meaning of their own and can't be "not found".
    private func notFound(_ node: YAMLNode?) -> Set<Int> {
        guard let list = node?.list else { return [404] }
        let statuses = list.compactMap { entry -> Int? in
            guard let status = entry.int(in: 400...499) else { return nil }
            if [401, 403, 429].contains(status) { entry.report("\(status) always means refused or too often; remove it") }
            return status
        }
        return Set(statuses)
    }

    /// A jq program, checked if there is a compiler.
    func program(_ node: YAMLNode?, name: String) -> String? {
        guard let node, let program = node.string else { return nil }
        self.check(program, name: name, at: node)
        return program
    }
}
