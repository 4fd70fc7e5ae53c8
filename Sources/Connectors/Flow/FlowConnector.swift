public import CallModel
public import OutboundHTTP

/// Calls a flow by its trigger URL (Power Automate's *When an HTTP request is received*, Logic Apps, n8n …) and takes what it knows.
///
/// A flow answers in one of three ways:
/// 1. 200 with task information, or 204: at once;
/// 2. 202 with a `Location`: it is looked after there until it answers or the question's time is over. Servers other than the
///    trigger's own must be public, speak https, and are shown no credentials;
/// 3. 202 without one: it will call `PUT /v1/tasks/{id}`, or stay silent. Then the question is ``ConnectorError/accepted``.
///
/// Nothing is sent twice: a flow may act on each call.
public struct FlowConnector: Connector {
    public let id: ConnectorID
    public var condition: ConnectorCondition { ConnectorCondition(.flow) }
    private let trigger: TriggerURL
    private let settings: ConnectorSettings
    private let wire: CRMClient
    /// Without our credentials.
    private let bareWire: CRMClient
    private let time: any TimeSource

    /// How long a flow is left alone between two looks, where it does not say.
    private static let pause = Duration.seconds(1)

    /// Prepares a connector.
    ///
    /// - Parameters:
    ///   - id: The connector's name in this installation; `nil` takes the manifest's.
    ///   - manifest: One of kind `flow`.
    ///   - random: A number in `0 ..< 1`, so that servers that start together don't renew their tokens together.
    ///   - note: Hears of token endpoints that answer without a token.
    /// - Throws: For the first setting that can't be used.
    public init(
        id: ConnectorID? = nil, manifest: ConnectorManifest, settings: ConnectorSettings, transport: any HTTPTransport,
        compiler: any JSONQueryCompiler, time: any TimeSource,
        random: @escaping @Sendable () -> Double = { .random(in: 0..<1) }, note: @escaping ConnectorEventHandler = { _, _ in }
    ) throws(ConnectorBuildError) {
        let id = id ?? manifest.id
        let trigger = settings.value(ManifestSetting.triggerURL).flatMap {
            TriggerURL($0, allowsHTTP: settings.destinations.allowsHTTP)
        }
        guard let trigger else { throw ConnectorBuildError(part: ManifestSetting.triggerURL, reason: TriggerURL.rule) }
        let endpoint = try TokenEndpoint(
            manifest.auth, settings: settings, transport: transport, compiler: compiler, time: time, note: { note(id, $0) })
        self.id = id
        self.trigger = trigger
        self.settings = settings
        self.time = time
        self.wire = CRMClient(
            tokens: endpoint.map { TokenCache($0, time: time, random: random) }, refused: nil, transport: transport, time: time)
        self.bareWire = CRMClient(tokens: nil, refused: nil, transport: transport, time: time)
    }

    /// Only numbers of the public network, as for CRMs.
    public func applies(to number: CallerNumber) -> Bool {
        if case .full = number { true } else { false }
    }

    public func findings(for question: Question) async throws(ConnectorError) -> [Finding] {
        guard case .full(let number) = question.number else { return [] }
        let end = min(question.deadline, self.time.monotonicNow() + self.settings.total)
        let body = FlowRequestBody.body(for: number, question, at: self.time.wallNow())
        var answer = try await self.wire.answer(to: self.start(body), until: end, note: { _ in })
        var asked = self.trigger.text
        var location: FlowLocation?
        while answer.status == 202 {
            if let reference = answer.header("location"), !reference.isEmpty {
                location = self.trigger.location(reference, from: asked)
                guard location != nil else { throw .redirectRefused }
            }
            // Once told, a place holds until another one is.
            guard let location else { throw .accepted }
            let wait = answer.header("retry-after").flatMap { RetryAfter.parse($0, now: self.time.wallNow()) } ?? Self.pause
            // Nobody waits for a look that would come too late.
            guard self.time.monotonicNow() + wait < end else { throw .accepted }
            do { try await self.time.sleep(until: self.time.monotonicNow() + wait) } catch { throw .timeout }
            answer = try await self.look(at: location, until: end)
            asked = location.url
        }
        return try self.read(answer)
    }

    private func start(_ body: [UInt8]) -> HTTPCall {
        HTTPCall(
            method: "POST", url: self.trigger.text,
            headers: [("Accept", "application/json"), ("Content-Type", "application/json")], body: body,
            destinations: self.settings.destinations)
    }

    private func look(at location: FlowLocation, until end: MonotonicTime) async throws(ConnectorError) -> HTTPAnswer {
        let call = HTTPCall(
            url: location.url, headers: [("Accept", "application/json")],
            destinations: location.isOwn ? self.settings.destinations : DestinationPolicy())
        return try await (location.isOwn ? self.wire : self.bareWire).answer(to: call, until: end, note: { _ in })
    }

    private func read(_ answer: HTTPAnswer) throws(ConnectorError) -> [Finding] {
        // A response without a body needs no type.
        if (200...299).contains(answer.status), answer.body.isEmpty { return [] }
        guard try AnswerCheck.hasRecords(answer, notFound: [], now: self.time.wallNow()) else { return [] }
        return try FlowAnswer.finding(in: answer.body).map { [$0] } ?? []
    }
}

extension FlowConnector: Redacted {}
