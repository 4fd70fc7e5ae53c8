import CallModel
import Connectors
import OutboundHTTP
import YAMLReader

/// Manifests, settings and connectors for tests.
enum CRMSample {
    /// A made-up CRM.
    static let manifest = """
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

    static let number = "+493023125123"

    static func read(_ text: String, compiler: (any JSONQueryCompiler)? = nil) -> (
        manifest: ConnectorManifest?, problems: [String]
    ) {
        let problems = YAMLProblems()
        let manifest = ManifestReader(problems: problems, compiler: compiler).read(text, file: "connector.yaml")
        return (manifest, problems.all.map(\.description))
    }

    /// A connector for a manifest's text.
    static func connector(
        _ transport: any HTTPTransport, manifest text: String = Self.manifest, values: [String: SettingValue] = Self.values,
        destinations: DestinationPolicy = .init(), total: Duration? = nil, region: String? = "DE",
        time: any TimeSource = CRMTestTime(), compiler: any JSONQueryCompiler = Self.compiler,
        notes: CRMTestEvents = CRMTestEvents()
    ) throws -> CRMConnector {
        let manifest = try Self.manifest(text)
        let settings = try ConnectorSettings(
            for: manifest, values: values, destinations: destinations, total: total, region: region.flatMap(Region.init))
        return try CRMConnector(
            manifest: manifest, settings: settings, transport: transport, compiler: compiler, indexer: FictionNumbers(),
            time: time, random: { 0.5 }, note: notes.take)
    }

    static func manifest(_ text: String) throws -> ConnectorManifest {
        let (manifest, problems) = Self.read(text)
        guard let manifest else { throw Unusable(problems: problems) }
        return manifest
    }

    /// A question with `seconds` left.
    static func question(_ number: String = Self.number, seconds: Int = 10) throws -> Question {
        Question(
            number: try FictionNumbers().read(number, region: nil),
            deadline: MonotonicTime(nanoseconds: Int64(seconds) * 1_000_000_000))
    }

    /// How asking ends: the findings, or the error.
    static func ask(_ connector: CRMConnector, _ number: String = Self.number) async throws -> Result<[Finding], ConnectorError> {
        let question = try Self.question(number)
        do throws(ConnectorError) {
            return .success(try await connector.findings(for: question))
        } catch {
            return .failure(error)
        }
    }

    static let secret = "s3cret-canary"
    static let values: [String: SettingValue] = [
        "baseURL": .literal("https://crm.example/"), "token": .secret(Sensitive(Self.secret)),
    ]

    struct Unusable: Error {
        let problems: [String]
    }
}

extension CRMSample {
    /// What is wrong with a manifest that lies in `folder`.
    static func problems(_ text: String, folder: String) -> [String] {
        let problems = YAMLProblems()
        _ = ManifestReader(problems: problems).read(text, file: "connector.yaml", folder: folder)
        return problems.all.map(\.description)
    }
}
