internal import CallModel
internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import Sessions

/// Answers `GET /v1/users/{user}/events`: server-sent events, for as long as the client, its credential and this server last.
///
/// The credential is looked at before the stream begins. A client that is gone is noticed by the next comment; one that reads too
/// slowly is let go when it lags behind by more than the feed remembers.
struct FeedController: Sendable {
    let desk: CallDesk
    let interactions: InteractionController
    let time: any TimeSource

    var endpoints: [Endpoint] {
        [Endpoint(.get, "/v1/users/{user}/events", UserAccess.roles, isLong: true, answer: self.follow)]
    }

    private func follow(_ call: Call) async throws(Problem) -> Response {
        let access = try UserAccess(call)
        let lastID = call.request.headers[.lastEventID]
        guard let subscription = self.desk.feed.subscribe(to: access.user, after: lastID, at: self.time.monotonicNow()) else {
            throw Problem(.overloaded, "There are too many open streams.", retryAfter: .seconds(2))
        }
        let talk = FeedTalk(
            desk: self.desk, shelf: self.interactions.shelf, user: access.user, scope: access.scope)
        var first = FeedTalk.retry()
        if !subscription.isResumed {
            do throws(Problem) {
                let page = try await self.interactions.page(ListingRequest(), access)
                first.writeImmutableBuffer(talk.snapshot(page, id: subscription.start))
            } catch {
                self.desk.feed.end(subscription, at: self.time.monotonicNow())
                throw error
            }
        }
        let expiry = call.principal?.expiresAt.map { self.time.monotonicNow() + ($0 - self.time.wallNow()) }
        let stream = FeedStream(
            subscription: subscription, talk: talk, feed: self.desk.feed, time: self.time, expiry: expiry,
            visit: call.admission.visit, connection: call.context.connection)
        let opening = FeedOpening(first)
        var headers = HTTPFields()
        headers[.contentType] = "text/event-stream"
        headers[.cacheControl] = "no-store"
        // When it ends, the connection does.
        headers[.connection] = "close"
        return Response(
            status: .ok, headers: headers, body: ResponseBody { writer in try await stream.run(opening, &writer) })
    }
}

extension HTTPField.Name {
    static let lastEventID = HTTPField.Name("Last-Event-ID")!
}
