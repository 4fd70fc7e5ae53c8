public import CallModel
public import OutboundHTTP

/// The settings of one installation of a manifest, checked against it.
public struct ConnectorSettings: Sendable {
    /// What anybody may see: values that are no secrets, defaults included.
    let plain: [String: String]
    private let secrets: Sensitive<[String: String]>
    let baseURL: BaseURL?
    /// Private networks and plain http, where the operator allows them.
    public let destinations: DestinationPolicy
    /// For all requests of one question together, 100 ms to 10 s.
    public let total: Duration
    /// Where the CRM's national writings are read.
    public let region: Region?
    /// What works but should not stay so.
    public let warnings: [SettingProblem]

    /// Checks and joins what the configuration says.
    ///
    /// - Parameters:
    ///   - manifest: What may and must be set.
    ///   - values: By name.
    ///   - destinations: The configuration's `allow` and `http`.
    ///   - total: The configuration's `total`; `nil` takes the manifest's.
    ///   - region: Where national writings are read; `nil` reads them in the caller's own region only.
    /// - Throws: All problems at once.
    public init(
        for manifest: ConnectorManifest, values: [String: SettingValue], destinations: DestinationPolicy = .init(),
        total: Duration? = nil, region: Region? = nil
    ) throws(SettingProblems) {
        var draft = SettingsDraft(manifest: manifest)
        draft.take(values)
        draft.checkBaseURL(allowsHTTP: destinations.allowsHTTP)
        draft.checkTriggerURL(allowsHTTP: destinations.allowsHTTP)
        if let total, !(Duration.milliseconds(100) ... .seconds(10)).contains(total) {
            draft.problems.append(SettingProblem(setting: nil, message: "total must be from 100ms to 10s"))
        }
        guard draft.problems.isEmpty else { throw SettingProblems(all: draft.problems) }
        self.plain = draft.plain
        self.secrets = Sensitive(draft.secrets)
        self.baseURL = draft.baseURL
        self.destinations = destinations
        self.total = total ?? manifest.limits.total
        self.region = region
        self.warnings = draft.warnings + (manifest.auth.leak.map { [SettingProblem(setting: nil, message: $0)] } ?? [])
    }

    /// The value of a setting for a header, secret or not.
    func value(_ name: String) -> String? {
        self.plain[name] ?? self.secrets.revealed()[name]
    }
}
