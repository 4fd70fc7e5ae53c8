public import CallModel
import StrictJSON

/// Asks one CRM over HTTP, as its manifest says.
///
/// For each question, in this order:
/// 1. make the request (URL, headers, body) from the number and the settings;
/// 2. send it, with what is left of the question's time;
/// 3. look at the status and the content type;
/// 4. read the records with jq, after a strict scan of the JSON;
/// 5. drop records whose own numbers are not the caller's; grade the others;
/// 6. if nothing was found, go on with the next request.
///
/// Nothing of a question outlives it. What it noticed goes to the note taker, without data.
public struct CRMConnector: Connector {
    public let id: ConnectorID
    private let steps: [Step]
    private let settings: ConnectorSettings
    private let transport: any HTTPTransport
    private let time: any TimeSource
    private let note: CRMNoteTaker

    /// One request and how its answer is read.
    private struct Step: Sendable {
        let maker: RequestMaker
        let reader: AnswerReader
    }

    /// Prepares a connector: compiles the manifest's programs and fills in what never changes.
    ///
    /// - Parameters:
    ///   - id: The connector's name in this installation; `nil` takes the manifest's.
    ///   - manifest: As it was read; it need not have been checked by a compiler.
    ///   - note: Hears of wrong types and mismatches.
    /// - Throws: For the first part of the manifest that can't be used.
    public init(
        id: ConnectorID? = nil, manifest: ConnectorManifest, settings: ConnectorSettings, transport: any HTTPTransport,
        compiler: any JSONQueryCompiler, indexer: any NumberIndexer, time: any TimeSource,
        note: @escaping CRMNoteTaker = { _, _ in }
    ) throws(ConnectorBuildError) {
        self.id = id ?? manifest.id
        self.settings = settings
        self.transport = transport
        self.time = time
        self.note = note
        let reader = try AnswerReader(manifest, settings: settings, compiler: compiler, indexer: indexer)
        var steps: [Step] = []
        for (index, request) in manifest.requests.enumerated() {
            let maker = try RequestMaker(request, index: index, auth: manifest.auth, settings: settings, compiler: compiler)
            steps.append(Step(maker: maker, reader: reader))
        }
        self.steps = steps
    }

    /// Only numbers of the public network: a CRM knows nobody's extensions.
    public func applies(to number: CallerNumber) -> Bool {
        if case .full = number { true } else { false }
    }

    public func findings(for question: Question) async throws(ConnectorError) -> [Finding] {
        guard case .full(let number) = question.number else { return [] }
        let end = min(question.deadline, self.time.monotonicNow() + self.settings.total)
        let input = JQInput.document(number, self.settings)
        var found: [Finding] = []
        for step in self.steps where found.isEmpty || step.maker.request.when == .always {
            found += try await self.ask(step, number, input, until: end)
        }
        return Array(found.prefix(ConnectorManifest.Limits.mostRecords))
    }

    private func ask(
        _ step: Step, _ number: PhoneNumber, _ input: [UInt8], until end: MonotonicTime
    ) async throws(ConnectorError) -> [Finding] {
        var call = try await step.maker.call(for: number, input: input, left: try self.left(until: end))
        call.limits.total = try self.left(until: end)
        call.limits.connect = min(Self.connectLimit, call.limits.total)
        let answer: HTTPAnswer
        do throws(TransportError) {
            answer = try await self.transport.send(call)
        } catch {
            throw ConnectorError(error)
        }
        let hasRecords = try AnswerCheck.hasRecords(answer, notFound: step.maker.request.notFound, now: self.time.wallNow())
        guard hasRecords else { return [] }
        let left = try self.left(until: end)
        return try await step.reader.read(answer.body, for: number, within: left) { self.note(self.id, $0) }
    }

    /// However much time is left, a CRM that can't be reached in half a second is not there.
    private static let connectLimit = Duration.milliseconds(500)

    private func left(until end: MonotonicTime) throws(ConnectorError) -> Duration {
        let left = end - self.time.monotonicNow()
        guard left > .zero else { throw .timeout }
        return left
    }
}

extension CRMConnector: Redacted {}
