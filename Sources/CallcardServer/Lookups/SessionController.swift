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

    private func context(_ call: APIRequest) async throws(Problem) -> Response {
        guard let principal = call.principal else { throw Problem(.unauthenticated, "A key is needed.") }
        var query = QueryReader(call.request, known: ["afterRevision", "waitMs"])
        let revision = query.int("afterRevision", in: 0...Int(Int32.max)) ?? 0
        let wait = query.int("waitMs", in: 0...Self.longestWait) ?? 0
        try query.finish()
        let deadline = self.time.monotonicNow() + .milliseconds(wait)
        let read: @Sendable () async -> Result<CallerContext?, WaitRefusal> = { [enricher, id = call.parameter("id")] in
            do throws(WaitRefusal) {
                return .success(
                    try await enricher.context(
                        of: id, for: principal.services, as: principal.id, above: revision, until: deadline))
            } catch {
                return .failure(error)
            }
        }
        let result = wait > 0 ? await call.context.connection.whileClientStays(read) : await read()
        let context: CallerContext?
        do throws(WaitRefusal) {
            context = try result.get()
        } catch {
            throw Problem(error)
        }
        guard let context else { throw Problem(.sessionNotLive, "There is no such live session for this key.") }
        return Response(json: context.encoded())
    }
}

extension Problem {
    /// A call for a session's news that may not wait.
    fileprivate init(_ refusal: WaitRefusal) {
        let detail =
            switch refusal {
            case .full: "Too many calls are waiting for news."
            case .share: "Too many calls of this key are waiting for news."
            }
        self.init(.overloaded, detail, retryAfter: .seconds(1))
    }
}
