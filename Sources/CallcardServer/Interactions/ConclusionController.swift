internal import CallModel
internal import Enrichment
internal import Hummingbird
internal import NIOCore
internal import Sessions
internal import StrictJSON

/// Answers `PUT /v1/users/{user}/interactions/{id}/conclusion`: saves codes and tags, once.
struct ConclusionController: Sendable {
    let desk: SessionStore
    let shelf: InteractionEncoder
    let recall: TagRecall
    let numbers: any NumberParser

    /// Most tags that are looked at; more than are allowed, so that the answer can say which.
    private static let tagLimit = 1_000

    var endpoints: [Endpoint] {
        [Endpoint(.put, "/v1/users/{user}/interactions/{id}/conclusion", UserAccess.roles, answer: self.conclude)]
    }

    private func conclude(_ call: APIRequest) async throws(Problem) -> Response {
        let access = try UserAccess(call)
        let draft = try Self.draft(try await call.jsonBody())
        let entry: Interaction
        do throws(SessionStoreError) {
            guard let session = InteractionEncoder.session(of: call.parameter("id")) else { throw .notFound }
            let (numbers, usual) = (self.numbers, self.shelf.sites.current.region)
            entry = try await self.desk.conclude(
                draft, session: session, by: access.user, scope: access.scope,
                isNumber: { digits, region in
                    guard case .full(let number)? = try? numbers.read(digits, region: region ?? usual) else { return false }
                    return number.isValid
                },
                recall: self.recall.digest(of: self.shelf.enricher.caller(of: session).number))
        } catch {
            throw Problem(error)
        }
        var writer = JSONWriter(capacity: 1_024)
        self.shelf.write(entry, to: &writer)
        return Response(json: writer.bytes)
    }

    private static func draft(_ body: ByteBuffer) throws(Problem) -> ConclusionDraft {
        var reader = try BodyReader(body, known: ["primaryCode", "secondaryCode", "tags"])
        let codes = CodeChoice(
            primary: reader.string("primaryCode").flatMap { $0.isEmpty ? nil : $0 },
            secondary: reader.string("secondaryCode").flatMap { $0.isEmpty ? nil : $0 })
        let tags = reader.texts("tags", atMost: Self.tagLimit) ?? []
        try reader.finish()
        return ConclusionDraft(codes: codes, tags: tags)
    }
}
