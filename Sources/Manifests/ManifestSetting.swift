/// Something that the operator sets for one installation.
package struct ManifestSetting: Hashable, Sendable {
    /// A letter, then letters and digits, at most 64: what `{settings.name}` in a template means.
    package let name: String
    /// What it is and where the operator finds it.
    package let summary: String
    /// Whether its value must not be seen. Secrets may stand in `auth` and `headers` only.
    package let isSecret: Bool
    package let isRequired: Bool
    /// Taken where the operator says nothing.
    package let defaultValue: String?
    /// What a value looks like; fixtures use it.
    package let example: String?

    package init(
        name: String, summary: String, isSecret: Bool = false, isRequired: Bool = false, defaultValue: String? = nil,
        example: String? = nil
    ) {
        self.name = name
        self.summary = summary
        self.isSecret = isSecret
        self.isRequired = isRequired
        self.defaultValue = defaultValue
        self.example = example
    }

    /// The setting that holds the CRM's address; a manifest's relative URLs begin there.
    package static let baseURL = "baseURL"
    /// The setting that holds the URL by which a flow is started.
    package static let triggerURL = "triggerURL"
}
