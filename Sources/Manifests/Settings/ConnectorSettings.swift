package import CallModel
package import OutboundHTTP
package import StrictJSON

/// The settings of one installation of a manifest, checked against it.
package struct ConnectorSettings: Sendable {
    /// Values that are no secrets, by name, defaults included.
    package let plain: [String: String]
    private let secrets: Sensitive<[String: String]>
    /// The address to which relative URLs of the manifest are appended; `nil` where the manifest has no such setting.
    package let baseURL: BaseURL?
    /// Private networks and plain http, where the operator allows them.
    package let destinations: DestinationPolicy
    /// The time for all requests of one question together, 100 ms to 10 s.
    package let total: Duration
    /// The operator's own writings of numbers, in their order.
    package let writings: [NumberWriting]
    /// The rate at which requests are sent; `nil` for no limit.
    package let rate: RequestRate?
    /// The region in which the CRM's national writings are read, whatever the lookup's; `nil` where the operator named none: then the
    /// lookup's counts.
    package let region: Region?
    /// The settings that work but should not stay so.
    package let warnings: [SettingProblem]

    /// Checks and joins what the configuration says.
    ///
    /// - Parameters:
    ///   - manifest: The settings that may and must be made.
    ///   - values: The configuration's values by name.
    ///   - destinations: The configuration's `allow` and `http`.
    ///   - total: The configuration's `total`; `nil` stands for the manifest's.
    ///   - region: As ``region``.
    ///   - writings: The configuration's.
    ///   - rate: The configuration's `perSecond`; `nil` stands for the manifest's.
    /// - Throws: All problems at once.
    package init(
        for manifest: ConnectorManifest, values: [String: SettingValue], destinations: DestinationPolicy = .init(),
        total: Duration? = nil, region: Region? = nil, writings: [NumberWriting] = [], rate: RequestRate? = nil
    ) throws(SettingProblems) {
        var draft = SettingsDraft(manifest: manifest)
        draft.set(values)
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
        self.writings = writings
        self.rate = rate ?? manifest.limits.rate
        self.warnings = draft.warnings + (manifest.auth.advice.map { [SettingProblem(setting: nil, message: $0)] } ?? [])
    }

    /// The value of a setting, secret or not; `nil` where it has none.
    package func value(_ name: String) -> String? {
        self.plain[name] ?? self.secrets.revealed()[name]
    }

    /// `json` with the settings put in, secrets too.
    ///
    /// - Throws: Where a setting has no value.
    package func filled(_ json: SettingJSON, part: String) throws(ConnectorBuildError) -> JSONValue {
        switch json {
        case .null: return .null
        case .bool(let bool): return .bool(bool)
        case .number(let literal): return .number(literal)
        case .text(let text): return .string(try self.filled(text, part: part))
        case .list(let elements):
            var filled: [JSONValue] = []
            for (index, element) in elements.enumerated() {
                filled.append(try self.filled(element, part: "\(part)[\(index)]"))
            }
            return .array(filled)
        case .object(let members):
            var object = JSONObject()
            for member in members { object[member.name] = try self.filled(member.value, part: "\(part).\(member.name)") }
            return .object(object)
        }
    }

    /// ``plain`` as JSON: `$settings` of the programs that read an answer.
    package var json: [UInt8] {
        var writer = JSONWriter()
        writer.object { writer in
            for (name, value) in self.plain.sorted(by: { $0.key < $1.key }) { writer.member(name, value) }
        }
        return writer.bytes
    }

    /// `text` with the settings put in, secrets too.
    ///
    /// - Parameters:
    ///   - part: The text's place in the manifest, for the error.
    ///   - token: Put in for `{token}`.
    /// - Throws: Where a setting has no value.
    package func filled(_ text: SettingText, part: String, token: String = "") throws(ConnectorBuildError) -> String {
        guard let filled = text.filled(token: token, self.value) else {
            throw ConnectorBuildError(part: part, reason: "needs the settings \(text.settingNames.joined(separator: ", "))")
        }
        return filled
    }

    /// As ``filled(_:part:token:)``, for the value of a header, behind `prefix`.
    ///
    /// - Throws: Also where it holds what no header may.
    package func headerValue(
        _ text: SettingText, part: String, prefix: String = "", token: String = ""
    ) throws(ConnectorBuildError) -> String {
        let value = prefix + (try self.filled(text, part: part, token: token))
        guard HeaderRule.isValue(value) else {
            throw ConnectorBuildError(part: part, reason: "a header holds visible ASCII characters and inner spaces only")
        }
        return value
    }
}

/// The configuration's value of one setting; secrets have been fetched from their file or environment variable.
package enum SettingValue: Sendable, Redacted {
    /// A text of the configuration.
    case literal(String)
    /// A secret from a file or the environment.
    case secret(Sensitive<String>)
}

/// A fault in the settings of one connector. The message names the setting and never holds its value.
package struct SettingProblem: Error, Hashable, Sendable {
    /// The setting's name; `nil` where it concerns the connector as a whole.
    package let setting: String?
    /// The fault and the advice on it.
    package let message: String

    /// A fault of a setting, or of the connector as a whole.
    package init(setting: String?, message: String) {
        self.setting = setting
        self.message = message
    }
}

/// All faults in the settings of one connector.
package struct SettingProblems: Error, Hashable, Sendable {
    /// The faults in the manifest's order; at least one.
    package let all: [SettingProblem]
}

/// Why a connector can't be made of a manifest and settings. Holds no value of a setting.
package struct ConnectorBuildError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The part of the manifest, such as `requests[0].body`.
    package let part: String
    /// The fault of the part, in words for the operator.
    package let reason: String
    /// Where in the part's text, if that is known.
    package let place: ProgramPlace?

    /// Names the part at fault and the reason.
    package init(part: String, reason: String, place: ProgramPlace? = nil) {
        self.place = place
        self.part = part
        self.reason = reason
    }

    /// `requests[0].body: …`
    package var description: String { "\(self.part): \(self.reason)" }
}
