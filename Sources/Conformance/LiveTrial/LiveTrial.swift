import CRM
package import CallModel
package import ConnectorHTTP
package import Manifests
package import OutboundHTTP
import StrictJSON
import Waiting

/// Asks a real CRM about one number and tells everything that its connector does: what `callcard connector try` shows.
///
/// The lines hold the caller's data and the CRM's; secrets of the settings and tokens are masked. They are for a terminal, and for
/// nothing that keeps them.
package struct LiveTrial: Sendable {
    private let manifest: ConnectorManifest
    private let settings: ConnectorSettings
    private let transport: any HTTPTransport
    private let compiler: any JSONQueryCompiler
    private let indexer: any NumberIndexer
    private let refreshTokens: (any RefreshTokenStore)?
    private let time: any TimeSource

    /// - Parameters:
    ///   - manifest: A CRM's.
    ///   - settings: Those of the installation, with secrets.
    ///   - compiler: The jq that connectors run with.
    ///   - indexer: Compares the numbers of records.
    ///   - refreshTokens: Has the refresh token, where the manifest needs one.
    /// - Returns: `nil` for a flow, which is called and not asked.
    package init?(
        manifest: ConnectorManifest, settings: ConnectorSettings, transport: any HTTPTransport, compiler: any JSONQueryCompiler,
        indexer: any NumberIndexer, refreshTokens: (any RefreshTokenStore)? = nil, time: any TimeSource
    ) {
        guard manifest.kind == .crm else { return nil }
        self.manifest = manifest
        self.settings = settings
        self.transport = transport
        self.compiler = CachingCompiler(compiler)
        self.indexer = indexer
        self.refreshTokens = refreshTokens
        self.time = time
    }

    /// The trial's text, and whether the CRM gave an answer that could be read.
    package struct Report: Hashable, Sendable {
        /// One line of text each; may hold whatever the CRM sent, control characters too.
        package let lines: [String]
        /// Whether it ended as `hit` or `miss`.
        package let isGood: Bool
    }

    /// Asks about `number`.
    ///
    /// - Parameters:
    ///   - region: The region of the lookup.
    ///   - showsAnswer: Whether the content of answers is told; else only keys and kinds.
    /// - Throws: Where no connector can be made of manifest and settings.
    package func run(_ number: PhoneNumber, region: Region?, showsAnswer: Bool) async throws(ConnectorBuildError) -> Report {
        let log = ExchangeLog(self.transport)
        let events = Lock<[ConnectorEvent]>([])
        let connector = try CRMConnector(
            manifest: self.manifest, settings: self.settings, transport: log, compiler: self.compiler, indexer: self.indexer,
            refreshTokens: self.refreshTokens, time: self.time, onEvent: { _, event in events.withLock { $0.append(event) } },
            onRequest: log.begin)
        let question = Question(
            number: .full(number), deadline: self.time.monotonicNow() + self.settings.total, region: region)
        let result: Result<[Finding], ConnectorError>
        do throws(ConnectorError) {
            result = .success(try await connector.findings(for: question))
        } catch {
            result = .failure(error)
        }
        var lines: [String] = []
        let text = ExchangeText(
            manifest: self.manifest, settings: self.settings,
            tokenCall: try TokenRequestMaker(settings: self.settings).call(self.manifest.auth))
        let programs = AnswerPrograms(manifest: self.manifest, compiler: self.compiler, settings: self.settings, number: number)
        for exchange in log.exchanges {
            lines += text.request(exchange)
            lines += text.answer(exchange, showsContent: showsAnswer)
            if let index = exchange.request, !text.isToken(exchange.call), let body = exchange.recordsBody {
                lines += await programs.results(of: index, on: body)
            }
            lines.append("")
        }
        if log.exchanges.isEmpty { lines += ["nothing was sent", ""] }
        lines += Self.ending(result, events.withLock { $0 })
        if case .failure(.authError) = result, let trouble = connector.condition.trouble { lines.append(trouble) }
        return Report(lines: lines, isGood: (try? result.get()) != nil)
    }

    private static func ending(_ result: Result<[Finding], ConnectorError>, _ events: [ConnectorEvent]) -> [String] {
        var lines: [String] = []
        switch result {
        case .failure(let error):
            lines.append("ends as \(error.outcome.rawValue)" + (error.fault.map { " (\($0))" } ?? ""))
        case .success(let findings):
            lines.append(findings.isEmpty ? "finds nobody" : "finds \(findings.count):")
            for finding in findings {
                lines.append("  \(finding.grade.rawValue)")
                lines += finding.caller.fields.map { "    \($0.field.name): \($0.value)" }
                lines += finding.caller.telNumbers.map { "    telNumbers.\($0.name): \($0.value)" }
                lines += finding.caller.customFields.map { "    customFields.\($0.name): \($0.value)" }
            }
        }
        for event in events {
            switch event {
            case .mismatched(let count): lines.append("records of other numbers, dropped: \(count)")
            case .cut: lines.append("there were more records than are taken")
            case .notJSON: lines.append("an answer is no JSON, or no strict JSON")
            case .switchedOff(let part): lines.append("\(part) did not end; it is not run any more")
            case .unusable: break
            }
        }
        return lines
    }
}
