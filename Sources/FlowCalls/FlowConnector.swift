package import CallModel
package import ConnectorHTTP
package import Manifests
package import OutboundHTTP
import StrictJSON

/// Calls a flow by its trigger URL (Power Automate's *When an HTTP request is received*, Logic Apps, n8n …) and gives back what it knows.
///
/// A flow answers in one of three ways:
/// 1. 200 with task information, or 204: at once;
/// 2. 202 with a `Location`: that URL is polled until it answers or the question's time is over. Servers other than the trigger's
///    own must be public, speak https, and are shown no credentials;
/// 3. 202 without one: it will call `PUT /v1/tasks/{id}`, or stay silent. Then the question is ``ConnectorError/accepted``.
///
/// Nothing is sent twice: a flow may act on each call.
package struct FlowConnector: Connector, Redacted {
    /// The connector's name in this installation.
    package let id: ConnectorID
    /// The flow's condition: always well, since its failures show in its outcomes.
    package var condition: ConnectorCondition { ConnectorCondition(.flow) }
    private let trigger: TriggerURL
    private let settings: ConnectorSettings
    private let client: ConnectorClient
    /// The client for other servers, which sends no credentials.
    private let clientWithoutCredentials: ConnectorClient
    private let time: any TimeSource

    /// Between two polls, where the flow's answer names no time.
    private static let pause = Duration.seconds(1)

    /// Prepares a connector.
    ///
    /// - Parameters:
    ///   - id: The connector's name in this installation; `nil` stands for the manifest's.
    ///   - manifest: One of kind `flow`.
    ///   - random: A number in `0 ..< 1`, so that servers that start together don't renew their tokens together.
    ///   - onEvent: Called where a token endpoint answers without a token.
    /// - Throws: For the first setting that can't be used.
    package init(
        id: ConnectorID? = nil, manifest: ConnectorManifest, settings: ConnectorSettings, transport: any HTTPTransport,
        compiler: any JSONQueryCompiler, time: any TimeSource,
        random: @escaping @Sendable () -> Double = { .random(in: 0..<1) }, onEvent: @escaping ConnectorEventHandler = { _, _ in }
    ) throws(ConnectorBuildError) {
        let id = id ?? manifest.id
        let trigger = settings.value(ManifestSetting.triggerURL).flatMap {
            TriggerURL($0, allowsHTTP: settings.destinations.allowsHTTP)
        }
        guard let trigger else { throw ConnectorBuildError(part: ManifestSetting.triggerURL, reason: TriggerURL.rule) }
        let endpoint = try TokenEndpoint(
            manifest.auth, settings: settings, transport: transport, compiler: compiler, time: time, onEvent: { onEvent(id, $0) })
        self.id = id
        self.trigger = trigger
        self.settings = settings
        self.time = time
        self.client = ConnectorClient(
            tokens: endpoint.map { TokenCache($0, time: time, random: random) }, transport: transport, time: time)
        self.clientWithoutCredentials = ConnectorClient(transport: transport, time: time)
    }

    /// Whether the number is one of the public network, as for CRMs.
    package func applies(to number: CallerNumber) -> Bool {
        if case .full = number { true } else { false }
    }

    /// The flow's answer within the settings' `total` and the question's deadline: one finding, or none.
    ///
    /// - Throws: ``ConnectorError/accepted`` where the flow has taken the call and may answer later in another way.
    package func findings(for question: Question) async throws(ConnectorError) -> [Finding] {
        guard case .full(let number) = question.number else { return [] }
        let end = min(question.deadline, self.time.monotonicNow() + self.settings.total)
        let body = Self.body(for: number, question, at: self.time.wallNow())
        var answer = try await self.client.answer(to: self.startCall(body), until: end, onEvent: { _ in })
        var asked = self.trigger.text
        var location: FlowLocation?
        while answer.status == 202 {
            if let reference = answer.header("location"), !reference.isEmpty {
                location = FlowLocation(reference, relativeTo: asked, trigger: self.trigger)
                guard location != nil else { throw .redirectRefused }
            }
            // A location once named holds until another one is.
            guard let location else { throw .accepted }
            let wait = answer.header("retry-after").flatMap { RetryAfter.parse($0, now: self.time.wallNow()) } ?? Self.pause
            // Nobody waits for a poll that would come too late.
            guard self.time.monotonicNow() + wait < end else { throw .accepted }
            do { try await self.time.sleep(until: self.time.monotonicNow() + wait) } catch { throw .timeout }
            answer = try await self.poll(location, until: end)
            asked = location.url
        }
        return try self.read(answer)
    }

    /// The body of a call: the members of a trigger's post that are known before anything has happened.
    private static func body(for number: PhoneNumber, _ question: Question, at now: WallTime) -> [UInt8] {
        var writer = JSONWriter(capacity: 512)
        writer.object { writer in
            writer.member("taskId", question.session)
            writer.member("callChainId", question.session)
            writer.member("event", "lookup")
            writer.member("modality", "Audio")
            writer.member("created", now.description)
            writer.member("callerTelNumber", number.e164)
            writer.member("isAnonymous", false)
            guard let service = question.service else { return }
            writer.member("serviceId", service.id)
            writer.member("serviceName", service.displayName)
            writer.member("serviceDisplayName", service.displayName)
            writer.member("serviceUPN", service.upn)
            writer.member("serviceTelNumber", service.telNumber)
        }
        return writer.bytes
    }

    private func startCall(_ body: [UInt8]) -> HTTPCall {
        HTTPCall(
            method: "POST", url: self.trigger.text,
            headers: [("Accept", "application/json"), ("Content-Type", "application/json")], body: body,
            destinations: self.settings.destinations)
    }

    private func poll(_ location: FlowLocation, until end: MonotonicTime) async throws(ConnectorError) -> HTTPAnswer {
        let call = HTTPCall(
            url: location.url, headers: [("Accept", "application/json")],
            destinations: location.isOwn ? self.settings.destinations : DestinationPolicy())
        return try await (location.isOwn ? self.client : self.clientWithoutCredentials).answer(
            to: call, until: end, onEvent: { _ in })
    }

    private func read(_ answer: HTTPAnswer) throws(ConnectorError) -> [Finding] {
        // A response without a body needs no type.
        if (200...299).contains(answer.status), answer.body.isEmpty { return [] }
        guard try AnswerCheck.hasRecords(answer, notFound: [], now: self.time.wallNow()) else { return [] }
        return try FlowAnswer.finding(in: answer.body).map { [$0] } ?? []
    }
}
