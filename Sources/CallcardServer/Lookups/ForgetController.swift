internal import CallModel
internal import Enrichment
internal import Hummingbird
internal import StrictJSON

/// Answers `POST /v1/forget`: removes a number from memory at once and tells what that was.
struct ForgetController: Sendable {
    let sites: SiteHolder
    let numbers: any NumberParser
    let enricher: Enricher
    let memo: AnswerMemo

    var endpoints: [Endpoint] {
        [Endpoint(.post, "/v1/forget", .roles([.operator, .sessionService]), answer: self.forget)]
    }

    private func forget(_ call: Call) async throws(Problem) -> Response {
        var reader = try BodyReader(try await call.jsonBody(), known: ["number"])
        let text = reader.requiredString("number")
        try reader.finish()
        let site = self.sites.current
        let region = call.principal?.services.single.flatMap { site.services[$0]?.settings.region } ?? site.region
        let number = try self.numbers.read(text ?? "", region: region, pointer: "/number")
        let counts = self.enricher.forget(number, sources: site.sources)
        let memo = number.key.map(self.memo.forget) ?? 0
        return Response(json: Self.encoded(counts, memo: memo))
    }

    private static func encoded(_ counts: ForgetCounts, memo: Int) -> [UInt8] {
        var writer = JSONWriter(capacity: 128)
        writer.object { writer in
            writer.member("cache", counts.cache)
            writer.member("contexts", counts.contexts)
            writer.member("pending", counts.pending)
            writer.member("memo", memo)
            // Earlier tags are recalled by number only where an owner switched that on; nothing does yet.
            writer.member("recall", 0)
            writer.array("books") { writer in
                for book in counts.books { writer.value(book.value) }
            }
        }
        return writer.bytes
    }
}
