internal import CallModel
internal import Enrichment
internal import Hummingbird
internal import Sessions
internal import StrictJSON

/// Answers `POST /v1/sessions/{id}/events`: 202 once the event is durable.
///
/// An event that tells the caller's number starts the lookup, so that the card is ready when it rings. The number goes to the
/// engine and nowhere else: what is journaled has no place for it. So does the caller's internet address.
struct EventController: Sendable {
    let sites: RuntimeConfigurationStore
    let numbers: any NumberParser
    let enricher: Enricher
    let desk: SessionStore
    let time: any TimeSource

    var endpoints: [Endpoint] {
        [Endpoint(.post, "/v1/sessions/{id}/events", .roles([.sessionService]), answer: self.receive)]
    }

    private func receive(_ call: APIRequest) async throws(Problem) -> Response {
        guard let principal = call.principal else { throw Problem(.unauthenticated, "A key is needed.") }
        let body = try EventBody(try await call.jsonBody())
        let id = call.parameter("id")
        let number = self.number(body, of: id, in: principal.services)
        try Self.check(id, number)
        let session: CallSession
        do throws(SessionStoreError) {
            session = try await self.desk.receive(body.draft, of: id, scope: principal.services) { session in
                guard session.isLive else { return }
                self.enricher.retain(id, service: session.service, number: number, address: body.address)
            }
        } catch {
            throw Problem(error)
        }
        if let number, session.isLive { self.lookUp(number, of: session) }
        let revision = self.enricher.caller(of: id).context?.revision ?? 0
        var writer = JSONWriter(capacity: 24)
        writer.object { $0.member("revision", revision) }
        return Response(json: writer.bytes, status: .accepted)
    }

    /// The caller's number; `nil` where the event tells none, or one that can't be read: that never refuses an event.
    private func number(_ body: EventBody, of id: String, in scope: ServiceScope) -> CallerNumber? {
        guard let text = body.number else { return nil }
        let site = self.sites.current
        let service = body.draft.service ?? self.desk.sessionInMemory(id)?.service
        let region = service.flatMap { site.service($0, in: scope)?.settings.region } ?? site.region
        return try? self.numbers.read(text, region: region)
    }

    /// A session's id is journaled, so it must not hold the number.
    private static func check(_ id: String, _ number: CallerNumber?) throws(Problem) {
        var digits: String?
        if case .full(let full) = number { digits = String(full.nationalDigits) }
        guard !SessionIDPrivacyCheck.isUsable(id, nationalDigits: digits) else { return }
        let rule = "A session's id has 1 to 128 of A-Z a-z 0-9 . _ ~ - and does not hold the caller's number: it is kept."
        throw .unprocessable([.init("", .invalidValue, rule)])
    }

    /// Asks, and takes what is at hand for the first card; what the others say makes later revisions (R2).
    private func lookUp(_ number: CallerNumber, of session: CallSession) {
        guard let service = self.sites.current.services[session.service] else { return }
        let now = self.time.monotonicNow()
        let request = LookupRequest(
            number: number, plan: service.plan, session: session.id, audience: .only([session.service]), receivedAt: now,
            deadline: now)
        self.enricher.lookUpBehind(request)
    }
}
