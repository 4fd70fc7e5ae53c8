internal import Application
internal import CallModel
internal import Hummingbird
internal import StrictJSON

/// Answers `POST /v1/tags/search`: tags that were saved for a service before, as the user types.
struct TagController: Sendable {
    let tags: TagSuggestions

    /// The maximum number of suggestions.
    private static let limit = 20

    var endpoints: [Endpoint] {
        [Endpoint(.post, "/v1/tags/search", [.agent, .owner], handler: self.search)]
    }

    private func search(_ request: AuthenticatedRequest) async throws -> Response {
        var reader = try await request.bodyReader(known: ["service", "prefix", "limit"])
        let service = reader.requiredString("service")
        let prefix = reader.requiredString("prefix")
        let limit = reader.int("limit", in: 1...Self.limit) ?? Self.limit
        try reader.finish()
        let found = try await self.tags.tags(
            of: service ?? "", beginning: prefix ?? "", limit: limit, for: request.principal)
        return .object(capacity: 512) { writer in
            writer.array("items") { writer in
                for tag in found {
                    writer.object { writer in
                        writer.member("tag", tag.text)
                        writer.member("uses", tag.uses)
                    }
                }
            }
        }
    }
}
