internal import CallModel
internal import Enrichment
internal import Hummingbird
internal import NIOCore

/// Answers `POST /v1/lookups`: 200 with whatever was found in time, 422 when the input is no number.
///
/// The number travels in the body, never in the URL: request logs and trace spans record URLs.
struct LookupController: Sendable {
    let sites: RuntimeConfigurationStore
    let numbers: any NumberParser
    let enricher: Enricher
    let memo: LookupResponseCache
    let time: any TimeSource
    let slow: SlowLookupLog
    let metrics = LookupMetrics()

    var endpoints: [Endpoint] {
        [Endpoint(.post, "/v1/lookups", .roles([.sessionService, .owner, .operator]), answer: self.lookUp)]
    }

    private func lookUp(_ call: APIRequest) async throws(Problem) -> Response {
        guard let principal = call.principal else { throw Problem(.unauthenticated, "A key is needed.") }
        let body = try await call.jsonBody()
        let receivedAt = self.time.monotonicNow()
        let (site, generation) = self.sites.numbered
        let kept = self.memo.answer(
            to: body, from: principal, site: generation, generation: self.enricher.generation(of:), at: receivedAt)
        if let (answer, status) = kept {
            self.metrics.count(status, elapsed: self.time.monotonicNow() - receivedAt)
            return Response(json: answer)
        }
        let request = try self.request(body, principal, site, receivedAt)
        let (sources, epoch) = (self.enricher.generation(of: request.plan), self.memo.epoch)
        let answer = try await self.answer(request)
        let encoded = ByteBuffer(bytes: answer.context.encoded())
        if let end = answer.reusableUntil {
            self.memo.keep(
                encoded, status: answer.context.status, number: request.number, plan: request.plan,
                sources: sources, site: generation, to: body, from: principal, until: end, asOf: epoch,
                now: self.time.monotonicNow())
        }
        let elapsed = self.time.monotonicNow() - receivedAt
        self.metrics.count(answer.context.status, elapsed: elapsed)
        self.slow.note(answer.context, elapsed: elapsed)
        return Response(json: encoded)
    }

    private func answer(_ request: LookupRequest) async throws(Problem) -> LookupAnswer {
        if let answer = self.enricher.answerAtOnce(request) { return answer }
        do throws(EnricherOverload) {
            return try await self.enricher.lookUp(request)
        } catch {
            throw Problem(.overloaded, "Too many lookups are waiting for connectors.", retryAfter: .seconds(1))
        }
    }

    /// Checks all that a request says and finds whom to ask.
    private func request(
        _ bytes: ByteBuffer, _ principal: Principal, _ site: RuntimeConfiguration, _ receivedAt: MonotonicTime
    ) throws(Problem) -> LookupRequest {
        let body = try LookupBody(bytes)
        if body.explains && principal.role == .sessionService {
            throw Problem(.forbidden, "Only owners and operators may ask for an explanation.")
        }
        var service: RuntimeConfiguration.Service?
        if let id = body.service ?? principal.services.single {
            service = site.service(id, in: principal.services)
            if service == nil && body.service != nil {
                throw Problem(.serviceNotFound, "There is no such service for this key.")
            }
        }
        let region = body.region ?? service?.settings.region ?? site.region
        return LookupRequest(
            number: try self.numbers.read(body.number, region: region, pointer: "/number"),
            plan: service?.plan ?? site.plan(for: principal.services), session: body.session,
            audience: service.map { .only([$0.settings.id]) } ?? principal.services, receivedAt: receivedAt,
            deadline: receivedAt + body.deadline, explains: body.explains)
    }
}
