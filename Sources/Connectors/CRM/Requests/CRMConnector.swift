public import CallModel
public import OutboundHTTP
import StrictJSON

/// Asks one CRM over HTTP, as its manifest says.
///
/// For each question, in this order:
/// 1. make the request (URL, headers, body) from the number, the settings, and what earlier answers gave;
/// 2. send it, with a token where one is needed, in what is left of the question's time;
/// 3. look at the status, the content type, and whether the answer refuses our credentials;
/// 4. read the records with jq, after a strict scan of the JSON;
/// 5. drop records whose own numbers are not the caller's; grade the others;
/// 6. keep what later requests need, and go on with the next one if nothing was found.
///
/// Nothing of a question outlives it; of a sign-in only its token does. What it noticed goes to the note taker, without data.
public struct CRMConnector: Connector {
    public let id: ConnectorID
    public let repeatsSafely: Bool
    private let steps: [Step]
    private let settings: ConnectorSettings
    private let wire: CRMClient
    private let time: any TimeSource
    private let off: KillSwitch
    private let note: @Sendable (ConnectorEvent) -> Void

    /// One request and how its answer is read.
    private struct Step: Sendable {
        let maker: RequestMaker
        let reader: AnswerReader
        let keeper: KeptValueReader?
    }

    /// What a question has come to so far.
    private struct Course {
        let number: PhoneNumber
        let end: MonotonicTime
        let repeats: RepeatMark
        /// `$settings` and `$number`.
        let variables: [String: [UInt8]]
        var found: [Finding] = []
        var kept: [String: String] = [:]
    }

    /// Prepares a connector: compiles the manifest's programs and fills in what never changes.
    ///
    /// - Parameters:
    ///   - id: The connector's name in this installation; `nil` takes the manifest's.
    ///   - manifest: As it was read; it need not have been checked by a compiler.
    ///   - random: A number in `0 ..< 1`, so that servers that start together don't renew their tokens together.
    ///   - note: Hears of wrong types and mismatches.
    /// - Throws: For the first part of the manifest that can't be used.
    public init(
        id: ConnectorID? = nil, manifest: ConnectorManifest, settings: ConnectorSettings, transport: any HTTPTransport,
        compiler: any JSONQueryCompiler, indexer: any NumberIndexer, time: any TimeSource,
        random: @escaping @Sendable () -> Double = { .random(in: 0..<1) }, note: @escaping ConnectorEventHandler = { _, _ in }
    ) throws(ConnectorBuildError) {
        let id = id ?? manifest.id
        self.id = id
        self.repeatsSafely = manifest.requests.allSatisfy(\.repeatsSafely)
        self.settings = settings
        self.time = time
        let off = KillSwitch()
        let noting: @Sendable (ConnectorEvent) -> Void = {
            off.take($0)
            note(id, $0)
        }
        self.off = off
        self.note = noting
        let endpoint = try TokenEndpoint(
            manifest.auth, settings: settings, transport: transport, compiler: compiler, time: time, note: noting)
        self.wire = CRMClient(
            tokens: endpoint.map { TokenCache($0, time: time, random: random) },
            refused: try compiler.compile(optional: manifest.refused, name: "refused"), transport: transport, time: time)
        let credentials = try StaticCredentials(manifest.auth, settings: settings)
        var steps: [Step] = []
        for (index, request) in manifest.requests.enumerated() {
            steps.append(
                Step(
                    maker: try RequestMaker(
                        request, index: index, credentials: credentials, settings: settings, compiler: compiler),
                    reader: try AnswerReader(manifest, index: index, settings: settings, compiler: compiler, indexer: indexer),
                    keeper: try KeptValueReader(request, index: index, compiler: compiler)))
        }
        self.steps = steps
    }

    /// Only numbers of the public network: a CRM knows nobody's extensions.
    public func applies(to number: CallerNumber) -> Bool {
        if case .full = number { true } else { false }
    }

    /// Off once a program of its manifest did not end.
    public var condition: ConnectorCondition {
        guard let part = self.off.fault else { return ConnectorCondition(.crm) }
        let trouble = "the jq program \(part) of its manifest did not end; mend it and load the configuration anew"
        return ConnectorCondition(.crm, trouble: trouble, isOff: true)
    }

    public func findings(for question: Question) async throws(ConnectorError) -> [Finding] {
        guard case .full(let number) = question.number else { return [] }
        guard self.off.fault == nil else { throw .internal }
        var course = Course(
            number: number, end: min(question.deadline, self.time.monotonicNow() + self.settings.total),
            repeats: question.repeats,
            variables: ["settings": JQInput.settings(self.settings), "number": JQInput.number(number)])
        for step in self.steps where course.found.isEmpty || step.maker.request.when == .always {
            // Without what it needs of earlier answers there is nothing to ask for.
            guard step.maker.isPossible(with: course.kept) else { continue }
            try await self.ask(step, &course)
        }
        return Array(course.found.prefix(ConnectorManifest.Limits.mostRecords))
    }

    private func ask(_ step: Step, _ course: inout Course) async throws(ConnectorError) {
        var call = try await step.maker.call(
            for: course.number, kept: course.kept, left: try self.wire.left(until: course.end), note: self.note)
        call.repeats = course.repeats
        let answer = try await self.wire.answer(to: call, until: course.end, note: self.note)
        let hasRecords = try AnswerCheck.hasRecords(answer, notFound: step.maker.request.notFound, now: self.time.wallNow())
        guard hasRecords else { return }
        course.found += try await step.reader.read(
            answer.body, for: course.number, variables: course.variables, within: try self.wire.left(until: course.end),
            note: self.note)
        guard let keeper = step.keeper else { return }
        let kept = try await keeper.read(
            answer.body, variables: course.variables, within: try self.wire.left(until: course.end), note: self.note)
        course.kept.merge(kept) { $1 }
    }
}

extension CRMConnector: Redacted {}
