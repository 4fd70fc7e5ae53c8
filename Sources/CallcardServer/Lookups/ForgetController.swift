internal import CallModel
internal import Enrichment
internal import Hummingbird
internal import Sessions
internal import StrictJSON

/// Answers `POST /v1/forget`: removes a number from memory at once and tells what that was.
struct ForgetController: Sendable {
    let sites: RuntimeConfigurationStore
    let numbers: any NumberParser
    let enricher: Enricher
    let memo: LookupResponseCache
    let desk: SessionStore
    let recall: TagRecall
    let encodedEntries: InteractionEncodingCache

    var endpoints: [Endpoint] {
        [Endpoint(.post, "/v1/forget", .roles([.operator, .sessionService]), answer: self.forget)]
    }

    private func forget(_ call: APIRequest) async throws(Problem) -> Response {
        var reader = try BodyReader(try await call.jsonBody(), known: ["number"])
        let text = reader.requiredString("number")
        try reader.finish()
        let site = self.sites.current
        let region = call.principal?.services.single.flatMap { site.services[$0]?.settings.region } ?? site.region
        let number = try self.numbers.read(text ?? "", region: region, pointer: "/number")
        let counts = self.enricher.forget(number, connectors: site.sources)
        self.encodedEntries.removeAll()
        let memo = number.key.map(self.memo.forget) ?? 0
        let recalled = try await self.forgetTags(of: number)
        return Response(json: Self.encoded(counts, memo: memo, recall: recalled))
    }

    /// Tags that were kept of a caller go last: where the journal can't be written, memory is empty all the same.
    private func forgetTags(of number: CallerNumber) async throws(Problem) -> Int {
        guard let digest = self.recall.digest(of: number) else { return 0 }
        do {
            let count = try await self.recall.count(of: number)
            if count > 0 { try await self.desk.forgetRecall(digest: digest) }
            return count
        } catch let error as SessionStoreError {
            throw Problem(error)
        } catch {
            throw Problem(
                .journalUnavailable, "Earlier tags of the caller could not be removed; try again.", retryAfter: .seconds(1))
        }
    }

    private static func encoded(_ counts: ForgetCounts, memo: Int, recall: Int) -> [UInt8] {
        var writer = JSONWriter(capacity: 128)
        writer.object { writer in
            writer.member("cache", counts.cache)
            writer.member("contexts", counts.contexts)
            writer.member("pending", counts.pending)
            writer.member("memo", memo)
            writer.member("recall", recall)
            writer.array("books") { writer in
                for book in counts.books { writer.value(book.value) }
            }
        }
        return writer.bytes
    }
}
