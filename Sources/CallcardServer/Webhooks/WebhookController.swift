internal import CallModel
internal import Flows
internal import HTTPTypes
internal import Hummingbird
internal import Logging
internal import NIOCore
internal import StrictJSON

/// Answers `POST /v1/webhooks/{connector}`: 200 with the revision where the session is known, else 202.
///
/// 1. Who sends it is proven by a key of role `flow`, or by a signature over the bytes as they came.
/// 2. What came before is answered as before, and nothing is done.
/// 3. Only then is the body read.
struct WebhookController: Sendable {
    let sites: RuntimeConfigurationStore
    let gate: AccessControl
    let intake: WebhookProcessor
    let time: any TimeSource
    let logger: Logger

    var endpoints: [Endpoint] {
        [Endpoint(.post, "/v1/webhooks/{connector}", .own, answer: self.receive)]
    }

    private func receive(_ call: APIRequest) async throws(Problem) -> Response {
        let headers = call.request.headers
        let (sender, body) =
            headers[.webhookSignature] == nil ? try await self.receiveWithKey(call) : try await self.receiveSigned(call)
        let id = headers[.webhookID] ?? headers[.idempotencyKey]
        let delivery = WebhookDelivery(
            sender: sender.name, id: id.flatMap { $0.isEmpty ? nil : $0 }, body: Array(body.readableBytesView))
        let outcome = try await self.intake.deliveries.process(delivery) { (name) async throws(Problem) in
            try await self.intake.take(body, from: sender, delivery: name)
        }
        switch outcome {
        case .first(let answer):
            return Self.response(answer)
        case .again(let answer):
            self.intake.counters.count(.duplicate, sender.connector)
            return Self.response(answer)
        case .idReused:
            self.intake.counters.count(.idReused, sender.connector)
            self.logger.warning(
                "security: a webhook's id came again with another body", metadata: ["connector": "\(sender.connector)"])
            throw Problem(.idReused, "This id was used for another body before.")
        }
    }

    private func receiveWithKey(_ call: APIRequest) async throws(Problem) -> (WebhookSender, ByteBuffer) {
        guard let principal = try await self.gate.admit(call.request, call.context, to: .roles([.flow])).principal else {
            throw Problem(.unauthenticated, "A key or a signature is needed.")
        }
        let webhook = try self.webhook(call)
        guard webhook.scope.overlaps(principal.services) else { throw Self.unknown }
        let sender = WebhookSender(
            connector: webhook.connector, scope: principal.services, name: "key \(principal.id) \(webhook.connector)")
        return (sender, try await call.jsonBody())
    }

    private func receiveSigned(_ call: APIRequest) async throws(Problem) -> (WebhookSender, ByteBuffer) {
        let headers = call.request.headers
        let webhook = try self.webhook(call)
        let body = try await call.jsonBody()
        let delivery = SignedWebhookDelivery(
            id: headers[.webhookID] ?? "", timestamp: headers[.webhookTimestamp] ?? "",
            signatures: headers[.webhookSignature] ?? "")
        guard delivery.isGenuine(Array(body.readableBytesView), secrets: webhook.secrets, at: self.time.wallNow()) else {
            self.intake.counters.count(.badSignature, webhook.connector)
            throw Problem(.unauthenticated, "The signature is not valid, or its time is more than 5 minutes from now.")
        }
        let sender = WebhookSender(
            connector: webhook.connector, scope: webhook.scope, name: "signed \(webhook.connector)")
        // After the signature: nobody else uses up what its sender may send.
        try self.gate.hold(sender.name)
        return (sender, body)
    }

    private func webhook(_ call: APIRequest) throws(Problem) -> Webhook {
        guard let id = ConnectorID(call.parameter("connector")), let webhook = self.sites.current.flows.webhooks[id] else {
            throw Self.unknown
        }
        return webhook
    }

    private static let unknown = Problem(.notFound, "There is no such webhook for this sender.")

    private static func response(_ answer: WebhookDeliveryEffect) -> Response {
        var writer = JSONWriter(capacity: 24)
        switch answer {
        case .revision(let revision):
            writer.object { $0.member("revision", revision) }
            return Response(json: writer.bytes)
        case .kept:
            writer.object { _ in }
            return Response(json: writer.bytes, status: .accepted)
        }
    }
}

extension HTTPField.Name {
    fileprivate static let webhookID = HTTPField.Name("webhook-id")!
    fileprivate static let webhookTimestamp = HTTPField.Name("webhook-timestamp")!
    fileprivate static let webhookSignature = HTTPField.Name("webhook-signature")!
    fileprivate static let idempotencyKey = HTTPField.Name("Idempotency-Key")!
}
