package import CRM
package import CallModel
import Conformance
package import ConnectorHTTP
import JSONQuery
package import Manifests
package import OutboundHTTP
import YAMLReader

/// Manifests, settings and connectors for tests.
package enum CRMSample {
    /// A made-up CRM.
    package static let manifest = """
        id: acme
        name: ACME
        description: Finds people.
        kind: crm
        settings:
          baseURL: {description: the address, required: true, example: "https://crm.example"}
          token: {description: the token, secret: true, required: true}
          team: {description: the team, default: sales}
        auth: {type: bearer, token: "{settings.token}"}
        requests:
          - url: "/{settings.team}/people{?number.e164}"
        records: .people[]
        caller:
          id: .id
          displayName: .name
          url: .url
          customFields: .extra
        numbers: .numbers
        """

    package static let number = "+493023125123"

    package static func read(_ text: String, compiler: (any JSONQueryCompiler)? = nil) -> (
        manifest: ConnectorManifest?, problems: [String]
    ) {
        let problems = YAMLProblems()
        let manifest = ManifestReader(problems: problems, compiler: compiler).read(text, file: "connector.yaml")
        return (manifest, problems.all.map(\.description))
    }

    /// A connector for a manifest's text.
    package static func connector(
        _ transport: any HTTPTransport, manifest text: String = Self.manifest, values: [String: SettingValue] = Self.values,
        destinations: DestinationPolicy = .init(), total: Duration? = nil, region: String? = "DE",
        writings: [String] = [], refreshTokens: (any RefreshTokenStore)? = nil, time: any TimeSource = CRMTestTime(),
        compiler: any JSONQueryCompiler = Self.compiler,
        events: CRMTestEvents = CRMTestEvents()
    ) throws -> CRMConnector {
        let manifest = try Self.manifest(text)
        let settings = try ConnectorSettings(
            for: manifest, values: values, destinations: destinations, total: total, region: region.flatMap(Region.init),
            writings: writings.compactMap(NumberWriting.init))
        return try CRMConnector(
            manifest: manifest, settings: settings, transport: transport, compiler: compiler, indexer: FictionNumbers(),
            refreshTokens: refreshTokens, time: time, random: { 0.5 }, onEvent: events.record)
    }

    package static func manifest(_ text: String) throws -> ConnectorManifest {
        let (manifest, problems) = Self.read(text)
        guard let manifest else { throw Unusable(problems: problems) }
        return manifest
    }

    /// A question with `seconds` left.
    package static func question(
        _ number: String = Self.number, seconds: Int = 10, region: String? = nil
    ) throws -> Question {
        Question(
            number: try FictionNumbers().read(number, region: nil),
            deadline: MonotonicTime(nanoseconds: Int64(seconds) * 1_000_000_000), region: region.flatMap(Region.init))
    }

    /// How asking ends: the findings, or the error.
    package static func ask(
        _ connector: CRMConnector, _ number: String = Self.number, region: String? = nil
    ) async throws -> Result<[Finding], ConnectorError> {
        let question = try Self.question(number, region: region)
        do throws(ConnectorError) {
            return .success(try await connector.findings(for: question))
        } catch {
            return .failure(error)
        }
    }

    package static let secret = "s3cret-canary"
    package static let values: [String: SettingValue] = [
        "baseURL": .literal("https://crm.example/"), "token": .secret(Sensitive(Self.secret)),
    ]

    package struct Unusable: Error {
        let problems: [String]
    }
}

extension CRMSample {
    /// The real jq: manifests are tried with what runs them.
    package static let compiler: any JSONQueryCompiler = CachingCompiler(JQCompiler(time: CRMTestTime()))

    /// What is wrong with a manifest that lies in `folder`.
    package static func problems(_ text: String, folder: String) -> [String] {
        let problems = YAMLProblems()
        _ = ManifestReader(problems: problems).read(text, file: "connector.yaml", folder: folder)
        return problems.all.map(\.description)
    }
}

extension Result<[Finding], ConnectorError> {
    /// The outcome's word, whatever is known beside it.
    package var ending: Outcome {
        switch self {
        case .success(let findings): findings.isEmpty ? .miss : .hit
        case .failure(let error): error.outcome
        }
    }

    /// The fault of a program; `nil` where there is none.
    package var fault: String? {
        if case .failure(let error) = self { error.fault?.description } else { nil }
    }
}
