internal import CallModel
internal import Enrichment
internal import Flows
internal import NIOCore
internal import Sessions

/// Takes what webhooks say of callers: into the session's context, or kept for a session that nobody knows yet, or for a number.
struct WebhookProcessor: Sendable {
    let sites: RuntimeConfigurationStore
    let numbers: any NumberParser
    let enricher: Enricher
    let desk: SessionStore
    let held: PendingStatements
    let deliveries: WebhookDeduplicator
    let counters = WebhookCounters()

    /// - Parameter delivery: Stands for the message among those that were done.
    func take(_ bytes: ByteBuffer, from sender: WebhookSender, delivery: WebhookDeliveryDigest) async throws(Problem)
        -> WebhookDeliveryEffect
    {
        let body = try WebhookBody(bytes)
        switch body.subject {
        case .session(let session):
            let statement = PendingStatement(
                session: session, connector: sender.connector, scope: sender.scope, statement: body.statement,
                delivery: delivery, size: bytes.readableBytes)
            return try await self.take(statement)
        case .number(let text, let region):
            let site = self.sites.current
            let own = sender.scope.single.flatMap { site.services[$0]?.settings.region }
            let number = try self.numbers.read(text, region: region ?? own ?? site.region, pointer: "/number")
            self.enricher.push(body.statement, as: sender.connector, about: number, scope: sender.scope)
            self.counters.count(.pushed, sender.connector)
            return .kept
        }
    }

    private func take(_ statement: PendingStatement) async throws(Problem) -> WebhookDeliveryEffect {
        switch await self.standing(of: statement.session, for: statement.scope) {
        case .live:
            guard let revision = self.say(statement) else { throw self.notLive(statement) }
            return .revision(revision)
        case .over:
            throw self.notLive(statement)
        case .unknown:
            guard self.held.add(statement) else {
                throw Problem(.overloaded, "Too much waits for sessions to come.", retryAfter: .seconds(1))
            }
            self.counters.count(.held, statement.connector)
            // It may have become known since it was looked for.
            let standing = self.enricher.liveness(of: statement.session, for: statement.scope)
            if standing == .live { self.sessionIsKnown(statement.session) }
            return .kept
        }
    }

    /// Gives a session what was said of it before it was known.
    func sessionIsKnown(_ session: String) {
        self.held.release(session) { self.say($0) != nil }
    }

    /// Drops what waited in vain. It had no effect, so when it comes again it is the first.
    func sweep() {
        for statement in self.held.sweep() {
            self.counters.count(.dropped, statement.connector)
            self.deliveries.forget(statement.delivery)
        }
        self.deliveries.sweep()
    }

    /// - Returns: The context's revision; `nil` where there is no such live session.
    private func say(_ statement: PendingStatement) -> Int? {
        let service = self.desk.sessionInMemory(statement.session)?.service
        let plan = service.flatMap { self.sites.current.service($0, in: statement.scope)?.plan }
        let revision = try? self.enricher.state(
            statement.statement, as: statement.connector, in: statement.session, scope: statement.scope, plan: plan)
        if revision != nil { self.counters.count(.applied, statement.connector) }
        return revision
    }

    /// Also for sessions that ended so long ago that nothing of their callers is held any more.
    private func standing(of session: String, for scope: ServiceScope) async -> SessionLiveness {
        let standing = self.enricher.liveness(of: session, for: scope)
        guard standing == .unknown, let call = try? await self.desk.session(session), scope.contains(call.service) else {
            return standing
        }
        return call.isLive ? .unknown : .over
    }

    private func notLive(_ statement: PendingStatement) -> Problem {
        self.counters.count(.notLive, statement.connector)
        return Problem(.sessionNotLive, "There is no such live session for this sender.")
    }
}
