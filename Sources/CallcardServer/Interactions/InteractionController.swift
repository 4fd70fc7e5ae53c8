internal import CallModel
internal import Enrichment
internal import Hummingbird
internal import Sessions
internal import StrictJSON

/// Answers what is below `/v1/users/{user}/interactions`: the list, the search, the detail.
struct InteractionController: Sendable {
    let desk: SessionStore
    let shelf: InteractionEncoder
    let details: InteractionDetailEncoder

    var endpoints: [Endpoint] {
        [
            Endpoint(.get, "/v1/users/{user}/interactions", UserAccess.roles, answer: self.list),
            Endpoint(.post, "/v1/users/{user}/interactions/search", UserAccess.roles, answer: self.search),
            Endpoint(.get, "/v1/users/{user}/interactions/{id}", UserAccess.roles, answer: self.detail),
        ]
    }

    private func list(_ call: APIRequest) async throws(Problem) -> Response {
        let access = try UserAccess(call)
        var query = QueryReader(call.request, known: ["outcome", "limit", "before"])
        let request = ListingRequest(query: &query)
        try query.finish()
        return Response(json: try await self.page(request, access))
    }

    private func search(_ call: APIRequest) async throws(Problem) -> Response {
        let access = try UserAccess(call)
        let request = try ListingRequest(search: try await call.jsonBody())
        return Response(json: try await self.page(request, access))
    }

    /// A page as JSON: `{"items", "next"?, "live"}`.
    func page(_ request: ListingRequest, _ access: UserAccess) async throws(Problem) -> [UInt8] {
        let search = InteractionSearch(sites: self.shelf.sites, enricher: self.shelf.enricher, user: access.user).find(
            request.text)
        let query = ListingQuery(
            user: access.user, services: access.services, outcomes: request.outcome.outcomes, search: search,
            after: request.after, limit: request.limit)
        let page: (entries: [Interaction], hasMore: Bool)
        do throws(SessionStoreError) {
            page = try await self.desk.page(query)
        } catch {
            throw Problem(error)
        }
        var writer = JSONWriter(capacity: 512 * page.entries.count + 64)
        writer.object { writer in
            writer.array("items") { writer in
                for entry in page.entries { self.shelf.write(entry, to: &writer) }
            }
            if page.hasMore, let last = page.entries.last { writer.member("next", PageCursor.encode(last.place)) }
            // An entry that was live when it was read may have ended since.
            writer.member("live", page.entries.contains(where: \.isLive) || self.desk.isLive(access.user, scope: access.scope))
        }
        return writer.bytes
    }

    private func detail(_ call: APIRequest) async throws(Problem) -> Response {
        let access = try UserAccess(call)
        let entry = try await self.entry(call, access)
        return Response(json: try await self.details.encoded(entry))
    }

    private func entry(_ call: APIRequest, _ access: UserAccess) async throws(Problem) -> Interaction {
        let session: CallSession?
        do throws(SessionStoreError) {
            guard let id = InteractionEncoder.session(of: call.parameter("id")) else { throw .notFound }
            session = try await self.desk.session(id)
        } catch {
            throw Problem(error)
        }
        guard let session, access.scope.contains(session.service), let entry = session.interaction(of: access.user) else {
            throw Problem(.notFound, "There is no such interaction of this user.")
        }
        return entry
    }
}

extension OutcomeFilter {
    /// The outcomes to look for; `nil` for all, also none yet.
    fileprivate var outcomes: Set<CallOutcome>? {
        self == .all ? nil : Set(CallOutcome.allCases.filter { self.includes($0) })
    }
}
