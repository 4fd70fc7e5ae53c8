package import CallModel
package import ConnectorHTTP
package import Manifests
package import OutboundHTTP
import StrictJSON
import Waiting

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
/// Nothing of a question outlives it; of a sign-in only its token does. What it noticed becomes events, without data.
package struct CRMConnector: Connector, Redacted {
    /// The connector's name in this installation.
    package let id: ConnectorID
    /// Whether each of its requests may be sent twice.
    package let repeatsSafely: Bool
    /// Whether its records have numbers to compare, and the operator named no region for their national writings.
    package let dependsOnRegion: Bool
    private let steps: [Step]
    private let settings: ConnectorSettings
    private let client: ConnectorClient
    private let time: any TimeSource
    private let killSwitch: KillSwitch
    private let lastFault = LastFault()
    private let onEvent: @Sendable (ConnectorEvent) -> Void
    private let onRequest: @Sendable (Int) -> Void

    /// A request of the manifest with the reader of its answer.
    private struct Step: Sendable {
        /// The request's place in the manifest.
        let index: Int
        let maker: RequestMaker
        let reader: CRMAnswerReader
        let keptReader: KeptValueReader?
    }

    /// The state of a question: its findings and kept values so far.
    private struct QuestionState {
        let number: PhoneNumber
        /// The region in which the CRM's national writings are read.
        let region: Region?
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
    ///   - id: The connector's name in this installation; `nil` stands for the manifest's.
    ///   - manifest: As it was read; it need not have been checked by a compiler.
    ///   - refreshTokens: Has the refresh token, where the manifest needs one.
    ///   - random: A number in `0 ..< 1`, so that servers that start together don't renew their tokens together.
    ///   - onEvent: Called with wrong types, mismatches and programs that are switched off.
    ///   - onRequest: Called with the place of each request of the manifest before it is made.
    /// - Throws: For the first part of the manifest that can't be used.
    package init(
        id: ConnectorID? = nil, manifest: ConnectorManifest, settings: ConnectorSettings, transport: any HTTPTransport,
        compiler: any JSONQueryCompiler, indexer: any NumberIndexer, refreshTokens: (any RefreshTokenStore)? = nil,
        time: any TimeSource,
        random: @escaping @Sendable () -> Double = { .random(in: 0..<1) }, onEvent: @escaping ConnectorEventHandler = { _, _ in },
        onRequest: @escaping @Sendable (Int) -> Void = { _ in }
    ) throws(ConnectorBuildError) {
        let id = id ?? manifest.id
        self.id = id
        self.repeatsSafely = manifest.requests.allSatisfy(\.repeatsSafely)
        self.dependsOnRegion = settings.region == nil && manifest.mapping?.numbers != nil
        self.settings = settings
        self.time = time
        let killSwitch = KillSwitch()
        let onOwnEvent: @Sendable (ConnectorEvent) -> Void = {
            killSwitch.observe($0)
            onEvent(id, $0)
        }
        self.killSwitch = killSwitch
        self.onEvent = onOwnEvent
        self.onRequest = onRequest
        let endpoint = try TokenEndpoint(
            manifest.auth, accept: manifest.accept, settings: settings, refreshTokens: refreshTokens, transport: transport,
            compiler: compiler, time: time, onEvent: onOwnEvent)
        self.client = ConnectorClient(
            tokens: endpoint.map { TokenCache($0, time: time, random: random) },
            refused: try compiler.compile(optional: manifest.refused, name: "refused"),
            limited: try compiler.compile(optional: manifest.limited, name: "limited"), accept: manifest.accept,
            pacer: settings.rate.map { RequestPacer($0, time: time) }, transport: transport, time: time)
        let credentials = try StaticCredentials(manifest.auth, settings: settings)
        var steps: [Step] = []
        for (index, request) in manifest.requests.enumerated() {
            steps.append(
                Step(
                    index: index,
                    maker: try RequestMaker(
                        request, index: index, accept: manifest.accept, credentials: credentials, settings: settings,
                        compiler: compiler),
                    reader: try CRMAnswerReader(manifest, index: index, compiler: compiler, indexer: indexer),
                    keptReader: try KeptValueReader(request, index: index, compiler: compiler)))
        }
        self.steps = steps
    }

    /// Whether the number is one of the public network: a CRM knows nobody's extensions.
    package func applies(to number: CallerNumber) -> Bool {
        if case .full = number { true } else { false }
    }

    /// Off once a program of its manifest did not end; in trouble from an answer that a program could not read until the next good
    /// one, and while its refresh token is of no use.
    package var condition: ConnectorCondition {
        guard let part = self.killSwitch.fault else {
            let fault = self.lastFault.value.map { "a program of its manifest does not fit: \($0)" }
            return ConnectorCondition(.crm, trouble: fault ?? self.client.trouble)
        }
        let trouble = "the jq program \(part) of its manifest did not end; mend it and load the configuration anew"
        return ConnectorCondition(.crm, trouble: trouble, isOff: true)
    }

    /// The records of the CRM that have the number, in the CRM's order; at most ``ConnectorManifest/Limits/mostRecords``.
    ///
    /// Takes no longer than the settings' `total`, nor than the question's deadline.
    package func findings(for question: Question) async throws(ConnectorError) -> [Finding] {
        do throws(ConnectorError) {
            let findings = try await self.answer(to: question)
            self.lastFault.set(nil)
            return findings
        } catch {
            if let fault = error.fault { self.lastFault.set(fault) }
            throw error
        }
    }

    private func answer(to question: Question) async throws(ConnectorError) -> [Finding] {
        guard case .full(let number) = question.number else { return [] }
        guard self.killSwitch.fault == nil else { throw .internal }
        var state = QuestionState(
            number: number, region: self.settings.region ?? question.region,
            end: min(question.deadline, self.time.monotonicNow() + self.settings.total), repeats: question.repeats,
            variables: ["settings": self.settings.json, "number": JQInput.number(number, self.settings.writings)])
        for step in self.steps where state.found.isEmpty || step.maker.request.when == .always {
            // Without what it needs of earlier answers there is nothing to ask for.
            guard step.maker.isPossible(with: state.kept) else { continue }
            try await self.ask(step, &state)
        }
        return Array(state.found.prefix(ConnectorManifest.Limits.mostRecords))
    }

    private func ask(_ step: Step, _ state: inout QuestionState) async throws(ConnectorError) {
        self.onRequest(step.index)
        var call = try await step.maker.call(
            for: state.number, kept: state.kept, left: try self.client.left(until: state.end), onEvent: self.onEvent)
        call.repeats = state.repeats
        let answer = try await self.client.answer(to: call, until: state.end, onEvent: self.onEvent)
        let hasRecords = try self.client.hasRecords(answer, notFound: step.maker.request.notFound)
        guard hasRecords else { return }
        state.found += try await step.reader.read(
            answer.body, for: state.number, in: state.region, variables: state.variables,
            within: try self.client.left(until: state.end), onEvent: self.onEvent)
        guard let keptReader = step.keptReader else { return }
        let kept = try await keptReader.read(
            answer.body, variables: state.variables, within: try self.client.left(until: state.end), onEvent: self.onEvent)
        state.kept.merge(kept) { $1 }
    }
}

/// Turns a connector off, once and for good: when a program of its manifest does not end.
private final class KillSwitch: Sendable {
    private let part = Lock<String?>(nil)

    /// The program at fault; `nil` while the connector is on.
    var fault: String? { self.part.withLock(\.self) }

    /// Looks at an event; the first program that does not end is the fault.
    func observe(_ event: ConnectorEvent) {
        guard case .switchedOff(let part) = event else { return }
        self.part.withLock { $0 = $0 ?? part }
    }
}

/// The fault of the last answer, for monitoring.
private final class LastFault: Sendable {
    private let fault = Lock<ProgramFault?>(nil)

    /// `nil` where the last answer could be read.
    var value: ProgramFault? { self.fault.withLock(\.self) }

    func set(_ fault: ProgramFault?) { self.fault.withLock { $0 = fault } }
}
