internal import Application
internal import CallModel
internal import Hummingbird

/// Answers `GET /v1/sessions/{id}/context`: what is known of a live session's caller, at once or as soon as there is news.
struct SessionContextController: Sendable {
    let lookup: CallerLookup
    let time: any TimeSource

    /// Longest waiting, in milliseconds.
    private static let longestWait = 30_000

    var endpoints: [Endpoint] {
        [Endpoint(.get, "/v1/sessions/{id}/context", [.sessionService, .flow, .operator], handler: self.context)]
    }

    private func context(_ request: AuthenticatedRequest) async throws -> Response {
        var query = request.query(known: ["afterRevision", "waitMs"])
        let revision = query.int("afterRevision", in: 0...Int(Int32.max)) ?? 0
        let wait = query.int("waitMs", in: 0...Self.longestWait) ?? 0
        try query.finish()
        let deadline = self.time.monotonicNow() + .milliseconds(wait)
        let (session, principal) = (request.parameter("id"), request.principal)
        let read: @Sendable () async -> Result<CallerContext, Refusal> = { [lookup] in
            do throws(Refusal) {
                return .success(try await lookup.context(of: session, for: principal, above: revision, until: deadline))
            } catch {
                return .failure(error)
            }
        }
        let result = wait > 0 ? await request.connection.whileClientStays(read) : await read()
        return Response(json: try result.get().encoded())
    }
}
