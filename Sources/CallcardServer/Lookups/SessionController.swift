internal import CallModel
internal import Enrichment
internal import HTTPTypes
internal import Hummingbird

/// Answers `GET /v1/sessions/{id}/context`: what is known of a live session's caller, at once or as soon as there is news.
struct SessionController: Sendable {
    let enricher: Enricher
    let time: any TimeSource

    /// Longest waiting, in milliseconds.
    static let longestWait = 30_000

    var endpoints: [Endpoint] {
        [Endpoint(.get, "/v1/sessions/{id}/context", .roles([.sessionService, .flow, .operator]), answer: self.context)]
    }

    private func context(_ call: Call) async throws(Problem) -> Response {
        guard let principal = call.principal else { throw Problem(.unauthenticated, "A key is needed.") }
        var query = QueryReader(call.request, known: ["afterRevision", "waitMs"])
        let revision = query.int("afterRevision", in: 0...Int(Int32.max)) ?? 0
        let wait = query.int("waitMs", in: 0...Self.longestWait) ?? 0
        try query.finish()
        let context: CallerContext?
        do throws(Overload) {
            context = try await self.enricher.context(
                of: call.parameter("id"), for: principal.services, above: revision,
                until: self.time.monotonicNow() + .milliseconds(wait))
        } catch {
            throw Problem(.overloaded, "Too many calls are waiting for news.", retryAfter: .seconds(1))
        }
        guard let context else { throw Problem(.sessionNotLive, "There is no such live session for this key.") }
        return Response(json: context.encoded())
    }
}
