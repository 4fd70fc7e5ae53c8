internal import Application
internal import CallModel
internal import Enrichment
internal import Hummingbird
internal import StrictJSON

/// Answers `POST /v1/forget`: removes a number from memory at once and counts what was removed.
struct ForgetController: Sendable {
    let forgetting: CallerForgetting

    var endpoints: [Endpoint] {
        [Endpoint(.post, "/v1/forget", [.operator, .sessionService], handler: self.forget)]
    }

    private func forget(_ request: AuthenticatedRequest) async throws -> Response {
        var reader = try await request.bodyReader(known: ["number"])
        let number = reader.requiredString("number")
        try reader.finish()
        let counts = try await self.forgetting.forget(number ?? "", for: request.principal)
        return .object(capacity: 128) { writer in
            writer.member("cache", counts.engine.cache)
            writer.member("contexts", counts.engine.contexts)
            writer.member("pending", counts.engine.pending + counts.waiting)
            writer.member("memo", counts.answers)
            writer.member("recall", counts.tags)
            writer.array("books") { writer in
                for book in counts.engine.books { writer.value(book.value) }
            }
        }
    }
}
