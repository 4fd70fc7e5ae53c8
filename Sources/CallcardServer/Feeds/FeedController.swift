internal import Application
internal import CallModel
internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import Sessions

/// Answers `GET /v1/users/{user}/events`: server-sent events, for as long as the client, its credential and this server last.
///
/// The credential is looked at before the stream begins. One that ends, reaches something else since a reload, or a login session that
/// ends, ends the stream within seconds (``StandingAccess``); a client that reads too slowly is let go when it lags behind by more than the feed remembers.
struct FeedController: Sendable {
    let feed: InteractionFeed
    let interactions: InteractionController
    let standing: StandingAccessRegistry

    var endpoints: [Endpoint] {
        [Endpoint(.get, "/v1/users/{user}/events", AuthenticatedRequest.userRoles, isLong: true, handler: self.follow)]
    }

    private func follow(_ request: AuthenticatedRequest) async throws -> Response {
        let access = try request.userAccess
        let lastID = request.headers[.lastEventID]
        let standing = await self.standing.open(request.identity)
        guard let subscription = self.feed.subscribe(to: access.user, within: access.scope, after: lastID, while: standing.holds)
        else {
            throw self.refusal(for: access.user)
        }
        standing.whenOver { [weak subscription] in subscription?.end() }
        let encoder = FeedEncoder(
            boot: self.feed.boot, interactions: self.interactions.interactions, encoder: self.interactions.encoder, access: access
        )
        var opening = ServerSentEvents.retry()
        if !subscription.isResumed {
            let page = try await self.interactions.page(ListingRequest(), access)
            opening.writeImmutableBuffer(encoder.snapshot(page, number: subscription.start))
        }
        let stream = FeedStream(subscription, opening: opening, encoder: encoder, connection: request.connection)
        var headers = HTTPFields()
        headers[.contentType] = "text/event-stream"
        // A list in two lines. Nobody on the way packs the stream, or waits until there is more of it (nginx does unless told).
        headers.append(HTTPField(name: .cacheControl, value: "no-transform"))
        headers.append(HTTPField(name: .cacheControl, value: "no-store"))
        headers[.accelBuffering] = "no"
        // When it ends, the connection does.
        headers[.connection] = "close"
        return Response(status: .ok, headers: headers, body: ResponseBody { writer in try await stream.run(&writer) })
    }

    /// Why there is no stream for a user: their own fill their room, or all do that of all.
    private func refusal(for user: String) -> Problem {
        guard self.feed.isFull(for: user) else {
            return Problem(.overloaded, "There are too many open streams.", retryAfter: .seconds(2))
        }
        return Problem(.rateLimited, "A user has \(InteractionFeed.perUser) open streams at most.", retryAfter: .seconds(15))
    }
}

extension HTTPField.Name {
    fileprivate static let lastEventID = HTTPField.Name("Last-Event-ID")!
    fileprivate static let accelBuffering = HTTPField.Name("X-Accel-Buffering")!
}
