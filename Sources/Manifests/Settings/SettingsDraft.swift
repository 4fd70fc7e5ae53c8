import CallModel
import YAMLReader

/// The settings of one installation while they are checked and joined with defaults.
struct SettingsDraft {
    let manifest: ConnectorManifest
    /// Values that are no secrets, by name.
    var plain: [String: String] = [:]
    /// Secret values by name.
    var secrets: [String: String] = [:]
    /// As ``ConnectorSettings/baseURL``.
    var baseURL: BaseURL?
    /// The faults that keep the connector from being made.
    var problems: [SettingProblem] = []
    /// The settings that work but should not stay so.
    var warnings: [SettingProblem] = []

    /// Begins without values.
    init(manifest: ConnectorManifest) {
        self.manifest = manifest
    }

    /// Sets what the manifest declares, reports what it does not, and fills in defaults.
    mutating func set(_ values: [String: SettingValue]) {
        let known = self.manifest.settings.map(\.name)
        for name in values.keys.sorted() where !known.contains(name) {
            let hint = SpellingSuggestion.nearest(to: name, among: known).map { "did you mean \($0)?" }
            self.report(name, "is not a setting of \(self.manifest.id); " + (hint ?? "known: \(known.joined(separator: ", "))"))
        }
        for setting in self.manifest.settings {
            switch values[setting.name] {
            case .literal(let text)?: self.set(setting, text, isLiteral: true)
            case .secret(let text)?: self.set(setting, text.revealed(), isLiteral: false)
            case nil: self.setDefault(setting)
            }
        }
    }

    private mutating func set(_ setting: ManifestSetting, _ text: String, isLiteral: Bool) {
        guard !text.isEmpty else {
            if isLiteral, !setting.isRequired { return self.setDefault(setting) }
            return self.report(setting.name, "is empty; \(setting.summary)")
        }
        // A key has lines; where it does not belong, headers and URLs refuse it.
        let breaks: Set<Unicode.Scalar> = self.manifest.auth.keySettings.contains(setting.name) ? ["\n", "\r"] : []
        let isControl: (Unicode.Scalar) -> Bool = { $0.properties.generalCategory == .control && !breaks.contains($0) }
        guard text.utf8.count <= 4_096, !text.unicodeScalars.contains(where: isControl) else {
            return self.report(setting.name, "holds a line break or another control character, or is longer than 4096 bytes")
        }
        // The manifest says what is secret, not the place a value comes from: URLs may need what an operator keeps in a file.
        guard setting.isSecret else { return self.plain[setting.name] = text }
        if isLiteral {
            let advice = "is a secret that stands in the configuration; keep it in a file or an environment variable"
            self.warnings.append(SettingProblem(setting: setting.name, message: advice))
        }
        self.secrets[setting.name] = text
    }

    /// Fills in the default of a setting, or reports that a required one is missing.
    private mutating func setDefault(_ setting: ManifestSetting) {
        if let value = setting.defaultValue {
            self.plain[setting.name] = value
        } else if setting.isRequired {
            self.report(setting.name, "is missing; \(setting.summary)")
        }
    }

    /// Reports a trigger URL that can't be one; it is secret, so the message does not repeat it.
    mutating func checkTriggerURL(allowsHTTP: Bool) {
        guard self.manifest.kind == .flow, let text = self.secrets[ManifestSetting.triggerURL],
            TriggerURL(text, allowsHTTP: allowsHTTP) == nil
        else { return }
        self.report(ManifestSetting.triggerURL, TriggerURL.rule)
    }

    /// Reads the base URL, or reports why it can't be one.
    mutating func checkBaseURL(allowsHTTP: Bool) {
        guard let text = self.plain[ManifestSetting.baseURL] else { return }
        guard let url = BaseURL(text) else { return self.report(ManifestSetting.baseURL, BaseURL.rule) }
        if url.isPlain, !allowsHTTP {
            let advice = "begins with http://, which anybody on the way can read; use https://, or set http: true"
            return self.report(ManifestSetting.baseURL, advice)
        }
        self.baseURL = url
        // Manifests may use it in links, where a slash at its end would be one too many.
        self.plain[ManifestSetting.baseURL] = url.text
    }

    private mutating func report(_ setting: String, _ message: String) {
        self.problems.append(SettingProblem(setting: setting, message: message))
    }
}
