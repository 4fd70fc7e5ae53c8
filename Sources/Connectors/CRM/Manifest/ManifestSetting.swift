/// Something that the operator sets for one installation.
public struct ManifestSetting: Hashable, Sendable {
    /// A letter, then letters and digits, at most 64: what `{settings.name}` in a template means.
    public let name: String
    /// What it is and where the operator finds it.
    public let summary: String
    /// Whether its value must not be seen. Secrets may stand in `auth` and `headers` only.
    public let isSecret: Bool
    public let isRequired: Bool
    /// Taken where the operator says nothing.
    public let defaultValue: String?
    /// What a value looks like; fixtures use it.
    public let example: String?

    public init(
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
    public static let baseURL = "baseURL"
    /// The setting that holds the URL by which a flow is started.
    public static let triggerURL = "triggerURL"
}
