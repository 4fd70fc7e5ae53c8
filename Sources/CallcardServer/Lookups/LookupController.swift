internal import Application
internal import CallModel
internal import Enrichment
internal import Hummingbird
internal import NIOCore

/// Answers `POST /v1/lookups`: 200 with whatever was found in time, 422 when the input is no number.
///
/// The number travels in the body, never in the URL: request logs and trace spans record URLs.
struct LookupController: Sendable {
    let runtimeStore: RuntimeConfigurationStore
    let lookup: CallerLookup
    /// Answers that are given again as they are.
    let cache: LookupResponseCache
    /// Counts answers, and logs slow ones.
    let monitor: LookupMonitor
    let time: any TimeSource

    var endpoints: [Endpoint] {
        [Endpoint(.post, "/v1/lookups", [.sessionService, .owner, .operator], shedding: .problem, handler: self.lookUp)]
    }

    private func lookUp(_ request: AuthenticatedRequest) async throws -> Response {
        let (principal, body) = (request.principal, try await request.jsonBody())
        let receivedAt = self.time.monotonicNow()
        let (runtime, runtimeGeneration) = self.runtimeStore.numbered
        let kept = self.cache.answer(
            to: body, from: principal, runtime: runtimeGeneration, generation: { self.lookup.generation(of: $0) },
            at: receivedAt)
        if let (answer, status) = kept {
            self.monitor.count(status, elapsed: self.time.monotonicNow() - receivedAt)
            return Response(json: answer)
        }
        let query = try LookupQuery(body)
        let lookup = try self.lookup.request(query, by: principal, in: runtime, receivedAt: receivedAt)
        let (generation, epoch) = (self.lookup.generation(of: lookup.plan), self.cache.epoch)
        let answer = try await self.lookup.answer(lookup) { PendingRequest.current?.end() }
        let encoded = ByteBuffer(bytes: answer.context.encoded())
        if let end = answer.reusableUntil {
            self.cache.keep(
                encoded, status: answer.context.status, numbers: [lookup.number] + (lookup.second.map { [$0] } ?? []),
                plan: lookup.plan,
                generation: generation, runtime: runtimeGeneration, to: body, from: principal, until: end, asOf: epoch,
                now: self.time.monotonicNow())
        }
        self.monitor.count(answer.context, elapsed: self.time.monotonicNow() - receivedAt)
        return Response(json: encoded)
    }
}

extension LookupQuery {
    /// The body of `POST /v1/lookups`.
    fileprivate init(_ body: ByteBuffer) throws(Problem) {
        var reader = try BodyReader(body, known: ["number", "service", "session", "region", "deadlineMs", "explain"])
        let number = reader.requiredString("number")
        let service = reader.string("service")
        let session = reader.string("session")
        if let session, !SessionID.isValid(session) {
            let _: String? = reader.wrong("session", "must be 1 to 128 of A-Z a-z 0-9 . _ ~ -")
        }
        let region = reader.region("region")
        let deadline = reader.int("deadlineMs", in: 100...7_500) ?? 2_000
        let explains = reader.bool("explain") ?? false
        try reader.finish()
        self.init(
            number: number ?? "", service: service, session: session, region: region, deadline: .milliseconds(deadline),
            explains: explains)
    }
}

/// Answers `GET /v1/sessions/{id}/context`: what is known of a live session's caller, at once or as soon as there is news.
struct SessionContextController: Sendable {
    let lookup: CallerLookup
    let standing: StandingAccessRegistry
    let time: any TimeSource

    /// Longest waiting, in milliseconds.
    private static let longestWait = 30_000
    private static let roles: Set<Role> = [.sessionService, .flow, .operator]

    var endpoints: [Endpoint] {
        [Endpoint(.get, "/v1/sessions/{id}/context", Self.roles, shedding: .problem, handler: self.context)]
    }

    private func context(_ request: AuthenticatedRequest) async throws -> Response {
        var query = request.query(known: ["afterRevision", "waitMs"])
        let revision = query.int("afterRevision", in: 0...Int(Int32.max)) ?? 0
        let wait = query.int("waitMs", in: 0...Self.longestWait) ?? 0
        try query.finish()
        let session = request.parameter("id")
        if wait > 0 { PendingRequest.current?.end() }
        let context =
            wait > 0
            ? try await self.news(of: session, above: revision, within: .milliseconds(wait), request)
            : try await self.lookup.context(
                of: session, for: request.principal, above: revision, until: self.time.monotonicNow())
        return Response(json: context.encoded())
    }

    /// The context once there is news, at the end of the time, or as soon as the client has gone or its access is over.
    private func news(
        of session: String, above revision: Int, within wait: Duration, _ request: AuthenticatedRequest
    ) async throws -> CallerContext {
        let deadline = self.time.monotonicNow() + wait
        let (lookup, principal) = (self.lookup, request.principal)
        let standing = await self.standing.open(request.identity)
        let result = await request.connection.whileClientStays { () -> Result<CallerContext, Refusal> in
            let reading = Task { () -> Result<CallerContext, Refusal> in
                do throws(Refusal) {
                    return .success(try await lookup.context(of: session, for: principal, above: revision, until: deadline))
                } catch {
                    return .failure(error)
                }
            }
            standing.whenOver { reading.cancel() }
            return await withTaskCancellationHandler {
                await reading.value
            } onCancel: {
                reading.cancel()
            }
        }
        guard standing.isOver else { return try result.get() }
        guard let principal = await standing.principalNow() else {
            throw Problem(.unauthenticated, "The credential is not valid any more.")
        }
        guard Self.roles.contains(principal.role) else { throw Problem(.forbidden, "This role may not do this any more.") }
        return try await self.lookup.context(of: session, for: principal, above: revision, until: self.time.monotonicNow())
    }
}
