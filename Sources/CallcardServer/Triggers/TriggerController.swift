internal import Application
internal import CallModel
internal import Flows
internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import StrictJSON

/// Answers `POST` and `DELETE /v1/triggers/tasks`: flows subscribe to what happens to calls, and end that.
struct TriggerController: Sendable {
    let subscriptions: TriggerSubscriptions

    private static let path = "/v1/triggers/tasks"

    var endpoints: [Endpoint] {
        [
            Endpoint(.post, Self.path, [.flow], handler: self.subscribe),
            Endpoint(.delete, "\(Self.path)/{id}", [.flow], handler: self.unsubscribe),
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

    private func unsubscribe(_ request: AuthenticatedRequest) async throws -> Response {
        try await self.subscriptions.unsubscribe(request.parameter("id"), by: request.principal)
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
