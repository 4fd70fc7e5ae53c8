import YAMLReader

extension ManifestReader {
    /// The settings that the manifest declares; those with problems are left out.
    func settings(_ top: YAMLMapping) -> [ManifestSetting] {
        guard let members = top["settings"]?.members else { return [] }
        return members.compactMap { self.setting($0, $1) }
    }

    private func setting(_ name: String, _ node: YAMLNode) -> ManifestSetting? {
        if !SettingName.isValid(name) {
            node.report("a setting's name must be a letter, then letters and digits, at most 64")
        }
        guard let mapping = node.mapping(["description", "secret", "required", "default", "example"]) else { return nil }
        let setting = ManifestSetting(
            name: name, summary: mapping.required("description")?.string ?? "", isSecret: mapping.bool("secret") ?? false,
            isRequired: mapping.bool("required") ?? false, defaultValue: mapping.string("default"),
            example: mapping.string("example"))
        self.check(setting, mapping)
        return setting
    }

    private func check(_ setting: ManifestSetting, _ mapping: YAMLMapping) {
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

    /// A text with `{settings.name}` in it, and `{token}` where it is taken; reports unknown names.
    func settingText(_ node: YAMLNode?, settings: [ManifestSetting], takesToken: Bool = false) -> SettingText? {
        guard let node, let text = node.string else { return nil }
        guard let parsed = SettingText(text, takesToken: takesToken) else {
            node.report("only {settings.name}\(takesToken ? " and {token}" : "") may stand in braces here")
            return nil
        }
        for name in parsed.settingNames where !settings.contains(where: { $0.name == name }) {
            node.report(Self.unknown("settings.\(name)", among: settings.map { "settings.\($0.name)" }))
        }
        return parsed
    }

    /// A message for a variable that nobody declared.
    static func unknown(_ name: String, among known: [String]) -> String {
        let hint = SpellingSuggestion.nearest(to: name, among: known).map { "; did you mean \($0)?" } ?? ""
        return "\(name) is not known here\(hint)\(hint.isEmpty ? "; known: \(known.joined(separator: ", "))" : "")"
    }
}
