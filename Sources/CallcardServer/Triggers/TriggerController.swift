internal import Application
internal import CallModel
internal import Flows
internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import StrictJSON

/// Answers `/v1/triggers/tasks` and what is below: flows subscribe to what happens to calls, see that, and end it.
struct TriggerController: Sendable {
    let subscriptions: TriggerSubscriptions
    let accessControl: AccessControl

    private static let path = "/v1/triggers/tasks"

    var endpoints: [Endpoint] {
        [
            Endpoint(.get, Self.path, [.flow], handler: self.list),
            Endpoint(.post, Self.path, [.flow], handler: self.subscribe),
            Endpoint(.delete, "\(Self.path)/{id}", .open(self.unsubscribe)),
        ]
    }

    private func subscribe(_ request: AuthenticatedRequest) async throws -> Response {
        let wanted = try SubscriptionRequest(body: try await request.jsonBody())
        let subscription = try await self.subscriptions.subscribe(wanted, by: request.principal)
        var response = Response.object(capacity: 128, status: .created) { writer in
            writer.member("id", subscription.id)
            writer.member("secret", subscription.secret.text.revealed())
        }
        response.headers[.location] = "\(Self.path)/\(subscription.id)"
        return response
    }

    private func list(_ request: AuthenticatedRequest) async throws -> Response {
        .array(capacity: 512) { writer in
            for subscription in self.subscriptions.subscriptions(of: request.principal) {
                writer.object { writer in
                    writer.member("id", subscription.id)
                    writer.texts("services", subscription.services)
                    writer.texts("taskEvents", subscription.events.map(\.rawValue))
                    writer.member("callback", subscription.callback)
                    writer.member("failing", subscription.failing)
                }
            }
        }
    }

    /// The id is all it takes: flows are turned off after their keys were taken away, too.
    private func unsubscribe(_ call: APIRequest) async throws -> Response {
        try self.accessControl.limitPeer(of: call.request, on: call.context.connection)
        try await self.accessControl.admitIfNamed(call.request, roles: [.flow])
        try await self.subscriptions.unsubscribe(call.parameter("id"))
        return Response(status: .noContent)
    }
}

extension SubscriptionRequest {
    /// The maximum number of services of one subscription.
    private static let limit = 1_000

    /// The member `config`, in which only services and callback must be there. What flow products send beside is not looked at.
    ///
    /// - Throws: All that is wrong.
    fileprivate init(body: ByteBuffer) throws(Problem) {
        var reader = try BodyReader(body, known: nil)
        if reader["config"] == nil { let _: String? = reader.wrong("config", "is missing") }
        guard var config = reader.object("config", known: nil) else {
            try reader.finish()
            throw Problem(.invalidValue, "A subscription needs config.")
        }
        let services = config.requiredTexts("services", atMost: Self.limit)
        if services.isEmpty, config.faults.isEmpty {
            let _: String? = config.wrong("services", "must name at least one service by its UPN")
        }
        let events: Set<TaskEvent> = Self.words("taskEvents", &config)
        let modalities: Set<Modality> = Self.words("modalities", &config)
        let directions: Set<TaskDirection> = Self.words("directions", &config)
        let url = config.requiredString("url") ?? ""
        if url.utf8.count > CallbackURL.limit {
            let _: String? = config.wrong("url", "must have at most \(CallbackURL.limit) bytes")
        }
        reader.adopt(config)
        try reader.finish()
        self.init(services: services, events: events, modalities: modalities, directions: directions, url: url)
    }

    private static func words<Word: RawRepresentable & CaseIterable & Hashable>(
        _ name: String, _ reader: inout BodyReader
    ) -> Set<Word> where Word.RawValue == String {
        let texts = reader.texts(name, atMost: Self.limit) ?? []
        let words = texts.enumerated().compactMap { index, text in
            let all = Word.allCases.map(\.rawValue).joined(separator: ", ")
            return Word(rawValue: text) ?? reader.wrong(name, at: index, "must be one of \(all)")
        }
        return Set(words)
    }
}
