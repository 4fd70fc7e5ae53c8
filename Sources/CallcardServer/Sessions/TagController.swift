internal import CallModel
internal import Hummingbird
internal import Sessions
internal import StrictJSON

/// Answers `POST /v1/tags/search`: tags that were saved for a service before, as the user types.
struct TagController: Sendable {
    let sites: RuntimeConfigurationStore
    let tags: any TagArchive

    /// Most suggestions.
    private static let limit = 20

    var endpoints: [Endpoint] {
        [Endpoint(.post, "/v1/tags/search", .roles([.agent, .owner]), answer: self.search)]
    }

    private func search(_ call: APIRequest) async throws(Problem) -> Response {
        guard let principal = call.principal else { throw Problem(.unauthenticated, "A key is needed.") }
        var reader = try BodyReader(try await call.jsonBody(), known: ["service", "prefix", "limit"])
        let service = reader.requiredString("service")
        let prefix = reader.requiredString("prefix")
        let limit = reader.int("limit", in: 1...Self.limit) ?? Self.limit
        try reader.finish()
        guard let settings = self.sites.current.service(service ?? "", in: principal.services)?.settings,
            settings.isKnown(to: principal)
        else { throw Problem(.serviceNotFound, "There is no such service for this key.") }
        let found: [TagCount]
        do throws(JournalError) {
            let key = Tag.searchKey(String((prefix ?? "").drop(while: \.isWhitespace)))
            found = try await self.tags.tags(of: settings.id, beginning: key, limit: limit)
        } catch {
            throw Problem(SessionStoreError.journal(error))
        }
        var writer = JSONWriter(capacity: 512)
        writer.object { writer in
            writer.array("items") { writer in
                for tag in found {
                    writer.object { writer in
                        writer.member("tag", tag.text)
                        writer.member("uses", tag.uses)
                    }
                }
            }
        }
        return Response(json: writer.bytes)
    }
}
