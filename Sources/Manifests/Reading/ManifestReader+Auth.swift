import YAMLReader

extension ManifestReader {
    /// The sign-in; `auth` may be left out only by saying `type: none`, so that nobody forgets it.
    func auth(_ top: YAMLMapping, settings: [ManifestSetting]) -> ManifestAuth? {
        let keys = Set(ManifestAuth.Kind.allCases.flatMap(\.keys)).sorted()
        guard let node = top.required("auth"), let mapping = node.mapping(["type"] + keys),
            let kind = mapping.required("type")?.word(ManifestAuth.Kind.self)
        else { return nil }
        for key in keys where !kind.keys.contains(key) {
            mapping[key]?.report("does not belong to type: \(kind.rawValue); remove it or change the type")
        }
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
        case .query:
            guard let name = mapping.required("name")?.string, let value = text("value") else { return nil }
            return .query(name: name, value: value)
        case .body: return self.bodyMembers(mapping.required("members"), settings: settings).map { .body($0) }
        case .oauth: return self.oauth(mapping, settings: settings).map { .oauth($0) }
        case .signIn: return self.signIn(mapping, settings: settings).map { .signIn($0) }
        }
    }

    private func bodyMembers(_ node: YAMLNode?, settings: [ManifestSetting]) -> [ManifestAuth.BodyMember]? {
        guard let node, let members = node.members else { return nil }
        if members.isEmpty { node.report("needs one place at least, such as /password") }
        return members.compactMap { pointer, value in
            if JSONPointer(pointer) == nil {
                value.report("is no place in JSON: write a JSON pointer (RFC 6901) such as /params/args/2")
            }
            return self.settingText(value, settings: settings).map { ManifestAuth.BodyMember(pointer: pointer, value: $0) }
        }
    }

    /// Reports requests that have no body for the sign-in to stand in.
    func check(_ auth: ManifestAuth, fits top: YAMLMapping) {
        guard case .body = auth else { return }
        for request in top.list("requests")
        where request.isMapping && !(request.members ?? []).contains(where: { $0.key == "body" }) {
            request.report("has no body, where auth has its place; add one")
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
