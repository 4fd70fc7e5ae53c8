internal import Application
internal import CallModel
internal import Flows
internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import StrictJSON

/// Answers `POST /v1/webhooks/{connector}`: 200 with the revision where the session is known, else 202.
///
/// The sender is proven by a key of role `flow`, or by a signature over the bytes as they came.
struct WebhookController: Sendable {
    let webhooks: WebhookProcessor
    let accessControl: AccessControl

    var endpoints: [Endpoint] {
        [Endpoint(.post, "/v1/webhooks/{connector}", .open(self.receive))]
    }

    private func receive(_ call: APIRequest) async throws -> Response {
        let headers = call.request.headers
        let isSigned = headers[.webhookSignature] != nil
        let (sender, body) = try await isSigned ? self.receiveSigned(call) : self.receiveWithKey(call)
        let id = headers[.webhookID] ?? headers[.idempotencyKey]
        let effect = try await self.webhooks.process(
            Array(body.readableBytesView), id: id.flatMap { $0.isEmpty ? nil : $0 }, from: sender
        ) {
            try WebhookMessage(body: body)
        }
        switch effect {
        case .revision(let revision): return .object(capacity: 24) { $0.member("revision", revision) }
        case .kept: return .object(capacity: 24, status: .accepted) { _ in }
        }
    }

    private func receiveWithKey(_ call: APIRequest) async throws -> (WebhookSender, ByteBuffer) {
        let principal = try await self.accessControl.admit(call.request, roles: [.flow]).principal
        let webhook = try self.webhooks.webhook(call.parameter("connector"))
        let sender = try self.webhooks.sender(webhook, provenBy: principal)
        return (sender, try await call.jsonBody())
    }

    private func receiveSigned(_ call: APIRequest) async throws -> (WebhookSender, ByteBuffer) {
        let headers = call.request.headers
        let webhook = try self.webhooks.webhook(call.parameter("connector"))
        let body = try await call.jsonBody()
        let signature = SignedWebhookDelivery(
            id: headers[.webhookID] ?? "", timestamp: headers[.webhookTimestamp] ?? "",
            signatures: headers[.webhookSignature] ?? "")
        guard let sender = self.webhooks.sender(webhook, provenBy: signature, over: Array(body.readableBytesView)) else {
            throw Problem(.unauthenticated, "The signature is not valid, or its time is more than 5 minutes from now.")
        }
        // After the signature: nobody else uses up what its sender may send.
        try self.accessControl.limitRate(of: sender.name)
        return (sender, body)
    }
}

extension WebhookMessage {
    /// Reads a webhook's body: the callers that it is about, and its statement.
    ///
    /// - Throws: All that is wrong. Members that the contract does not have are not looked at.
    fileprivate init(body: ByteBuffer) throws(Problem) {
        var reader = try BodyReader(body, known: nil)
        let (session, number) = (reader.string("session"), reader.string("number"))
        if let session, !SessionID.isValid(session) {
            let _: String? = reader.wrong("session", "must be 1 to 128 of A-Z a-z 0-9 . _ ~ -")
        }
        if reader["session"] == nil, reader["number"] == nil {
            let _: String? = reader.wrong("session", "or number must be there")
        }
        let region = reader.region("region")
        let statement = CallerStatement(reading: &reader)
        try reader.finish()
        self.init(subject: session.map(Subject.session) ?? .number(number ?? "", region), statement: statement)
    }
}

extension HTTPField.Name {
    fileprivate static let webhookID = HTTPField.Name("webhook-id")!
    fileprivate static let webhookTimestamp = HTTPField.Name("webhook-timestamp")!
    fileprivate static let webhookSignature = HTTPField.Name("webhook-signature")!
    fileprivate static let idempotencyKey = HTTPField.Name("Idempotency-Key")!
}
