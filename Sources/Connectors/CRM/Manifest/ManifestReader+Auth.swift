import YAMLReader

extension ManifestReader {
    /// The sign-in; `auth` may be left out only by saying `type: none`, so that nobody forgets it.
    func auth(_ top: YAMLMapping, settings: [ManifestSetting]) -> ManifestAuth? {
        guard let node = top.required("auth"),
            let mapping = node.mapping(["type", "token", "username", "password", "name", "value"]),
            let kind = mapping.required("type")?.word(ManifestAuth.Kind.self)
        else { return nil }
        self.refuseOthers(mapping, kind)
        let text: (String) -> SettingText? = { self.settingText(mapping.required($0), settings: settings) }
        switch kind {
        case .none: return ManifestAuth.none
        case .bearer: return text("token").map { .bearer(token: $0) }
        case .basic:
            guard let username = text("username"), let password = text("password") else { return nil }
            return .basic(username: username, password: password)
        case .header:
            guard let name = self.headerName(mapping.required("name")), let value = text("value") else { return nil }
            return .header(name: name, value: value)
        }
    }

    private func refuseOthers(_ mapping: YAMLMapping, _ kind: ManifestAuth.Kind) {
        let needed: [String] =
            switch kind {
            case .none: []
            case .bearer: ["token"]
            case .basic: ["username", "password"]
            case .header: ["name", "value"]
            }
        for key in ["token", "username", "password", "name", "value"] where !needed.contains(key) {
            mapping[key]?.report("does not belong to type: \(kind.rawValue); remove it or change the type")
        }
    }

    /// A header's name: a token of RFC 9110, 5.6.2.
    func headerName(_ node: YAMLNode?) -> String? {
        guard let node, let name = node.string else { return nil }
        guard HeaderRule.isName(name) else {
            node.report("is no name of a header: letters, digits and - _ only")
            return nil
        }
        return name
    }
}
