internal import CallModel
internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import Sessions

/// Answers `GET /v1/users/{user}/events`: server-sent events, for as long as the client, its credential and this server last.
///
/// The credential is looked at before the stream begins. One that ends, or a visit that does, ends the stream within seconds; a
/// client that reads too slowly is let go when it lags behind by more than the feed remembers.
struct FeedController: Sendable {
    let desk: SessionStore
    let interactions: InteractionController
    let time: any TimeSource

    var endpoints: [Endpoint] {
        [Endpoint(.get, "/v1/users/{user}/events", UserAccess.roles, isLong: true, answer: self.follow)]
    }

    private func follow(_ call: APIRequest) async throws(Problem) -> Response {
        let access = try UserAccess(call)
        let lastID = call.request.headers[.lastEventID]
        guard let subscription = self.desk.feed.subscribe(to: access.user, after: lastID, while: self.permission(of: call)) else {
            throw Problem(.overloaded, "There are too many open streams.", retryAfter: .seconds(2))
        }
        let encoder = FeedEncoder(
            desk: self.desk, shelf: self.interactions.shelf, user: access.user, scope: access.scope)
        var opening = ServerSentEvents.retry()
        if !subscription.isResumed {
            let page = try await self.interactions.page(ListingRequest(), access)
            opening.writeImmutableBuffer(encoder.snapshot(page, number: subscription.start))
        }
        let stream = FeedStream(
            subscription, opening: opening, encoder: encoder, connection: call.context.connection)
        var headers = HTTPFields()
        headers[.contentType] = "text/event-stream"
        headers[.cacheControl] = "no-store"
        // When it ends, the connection does.
        headers[.connection] = "close"
        return Response(status: .ok, headers: headers, body: ResponseBody { writer in try await stream.run(&writer) })
    }

    /// Whether the credential of a call still holds.
    private func permission(of call: APIRequest) -> @Sendable (MonotonicTime) -> Bool {
        let expiry = call.principal?.expiresAt.map { self.time.monotonicNow() + ($0 - self.time.wallNow()) }
        let visit = call.admission.visit
        return { now in expiry.map { now < $0 } ?? true && visit?.goesOn ?? true }
    }
}

extension HTTPField.Name {
    static let lastEventID = HTTPField.Name("Last-Event-ID")!
}
