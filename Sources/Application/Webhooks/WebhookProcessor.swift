package import CallModel
internal import Enrichment
package import Flows
internal import Logging
internal import Metrics
internal import Sessions

/// A webhook's statement, and the callers that it is about.
package struct WebhookMessage: Sendable, Redacted {
    /// The callers that a statement is about.
    package enum Subject: Sendable, Redacted {
        /// The caller of this session.
        case session(String)
        /// All who call from this number: its writing, and the region to read it in.
        case number(String, Region?)
    }

    /// The callers that it is about.
    package let subject: Subject
    /// Members to set and to clear.
    package let statement: CallerStatement

    /// A message as its body has it.
    package init(subject: Subject, statement: CallerStatement) {
        self.subject = subject
        self.statement = statement
    }
}

/// A webhook's sender whose identity is proven.
package struct WebhookSender: Sendable {
    /// The connector under whose name the statements count.
    let connector: ConnectorID
    /// The services that it reaches.
    let scope: ServiceScope
    /// The reading that goes first of numbers that it writes without `+`.
    let withoutPlus: WithoutPlus
    /// The name that tells it from all other senders; no key's id has a space.
    package let name: String
    /// The key, or the webhook whose secret signed, by which the room for statements is shared.
    let holder: String
}

/// Applies statements of webhooks: to the session's context, or keeps them for a session that has no event yet, or for a number.
///
/// 1. The sender is proven, by a key or by a signature over the bytes as they came.
/// 2. A delivery that came before is answered as before, and nothing is done.
/// 3. Only then its message is read.
package struct WebhookProcessor: Sendable {
    private let runtimeStore: RuntimeConfigurationStore
    private let numbers: any NumberParser
    private let enricher: Enricher
    private let sessionStore: SessionStore
    private let time: any TimeSource
    private let logger: Logger
    private let pending: PendingStatements
    private let deduplicator: WebhookDeduplicator
    private let counters = WebhookCounters()

    init(
        runtimeStore: RuntimeConfigurationStore, numbers: any NumberParser, enricher: Enricher, sessionStore: SessionStore,
        time: any TimeSource, logger: Logger
    ) {
        self.runtimeStore = runtimeStore
        self.numbers = numbers
        self.enricher = enricher
        self.sessionStore = sessionStore
        self.time = time
        self.logger = logger
        self.pending = PendingStatements(time: time)
        self.deduplicator = WebhookDeduplicator(time: time)
    }

    /// Statements that wait for their session, and deliveries that are remembered.
    package var figures: (pending: Int, deliveries: Int) { (self.pending.count, self.deduplicator.count) }

    /// The webhook under a connector's id.
    ///
    /// - Throws: `notFound`.
    package func webhook(_ connector: String) throws(Refusal) -> Webhook {
        guard let id = ConnectorID(connector), let webhook = self.runtimeStore.current.flows.webhooks[id] else {
            throw Self.unknownWebhook
        }
        return webhook
    }

    /// The sender that a key proves.
    ///
    /// - Throws: `notFound` where the key reaches nothing of which the webhook may speak.
    package func sender(_ webhook: Webhook, provenBy principal: Principal) throws(Refusal) -> WebhookSender {
        let scope = webhook.scope.intersection(principal.services)
        guard scope != .only([]) else { throw Self.unknownWebhook }
        return WebhookSender(
            connector: webhook.connector, scope: scope, withoutPlus: principal.withoutPlus,
            name: "key \(principal.id) \(webhook.connector)", holder: "key \(principal.id)")
    }

    /// The sender that a signature proves; `nil` where it is not valid, or its time is more than 5 minutes from now.
    package func sender(
        _ webhook: Webhook, provenBy signature: SignedWebhookDelivery, over body: [UInt8]
    ) -> WebhookSender? {
        guard signature.isGenuine(body, secrets: webhook.secrets, at: self.time.wallNow()) else {
            self.counters.count(.badSignature, webhook.connector)
            return nil
        }
        return WebhookSender(
            connector: webhook.connector, scope: webhook.scope, withoutPlus: .national, name: "signed \(webhook.connector)",
            holder: "signed \(webhook.connector)")
    }

    /// Gives a delivery its one effect.
    ///
    /// - Parameters:
    ///   - id: The sender's name for it; `nil` where its body stands for it.
    ///   - read: Reads the message of the body; called where the delivery has not come before.
    /// - Throws: What `read` throws, `idReused` for an id that came with another body, or why the message has no effect: it is then
    ///   as if it had not come.
    package func process(
        _ body: [UInt8], id: String?, from sender: WebhookSender, reading read: () throws -> WebhookMessage
    ) async throws -> WebhookDeliveryEffect {
        let delivery = WebhookDelivery(sender: sender.name, id: id, body: body)
        let result = try await self.deduplicator.process(delivery) { (digest) async throws in
            try await self.apply(try read(), from: sender, digest: digest, size: body.count)
        }
        switch result {
        case .first(let effect):
            return effect
        case .again(let effect):
            self.counters.count(.duplicate, sender.connector)
            return effect
        case .idReused:
            self.counters.count(.idReused, sender.connector)
            self.logger.warning(
                "security: a webhook's id came again with another body", metadata: ["connector": "\(sender.connector)"])
            throw Refusal(.idReused, "This id was used for another body before.")
        }
    }

    /// Applies the statements that were waiting for a session.
    package func sessionIsKnown(_ session: String) {
        self.drop(self.pending.release(session) { self.state($0) != nil })
    }

    /// Drops statements that waited in vain. They had no effect: a delivery that comes again is then the first.
    package func sweep() {
        self.drop(self.pending.sweep())
        self.deduplicator.sweep()
    }

    private func drop(_ statements: [PendingStatement]) {
        for statement in statements {
            self.counters.count(.dropped, statement.connector)
            self.deduplicator.forget(statement.delivery)
        }
    }

    private static let unknownWebhook = Refusal(.notFound, "There is no such webhook for this sender.")

    private func apply(
        _ message: WebhookMessage, from sender: WebhookSender, digest: WebhookDeliveryDigest, size: Int
    ) async throws(Refusal) -> WebhookDeliveryEffect {
        switch message.subject {
        case .session(let session):
            return try await self.apply(
                PendingStatement(
                    session: self.sessionStore.name(session, within: sender.scope), connector: sender.connector,
                    scope: sender.scope, sender: sender.holder,
                    statement: message.statement,
                    delivery: digest, size: size))
        case .number(let text, let region):
            let runtime = self.runtimeStore.current
            let own = sender.scope.single.flatMap { runtime.services[$0]?.settings.region }
            let numbers = try self.numbers.readings(
                text, region: region ?? own ?? runtime.region, withoutPlus: sender.withoutPlus, member: "number")
            // Whichever it is: a lookup of the same digits asks about the second where nothing is known by the first.
            for number in numbers.all {
                self.enricher.push(
                    message.statement, as: sender.connector, from: sender.holder, about: number, scope: sender.scope)
            }
            self.counters.count(.pushed, sender.connector)
            return .kept
        }
    }

    private func apply(_ statement: PendingStatement) async throws(Refusal) -> WebhookDeliveryEffect {
        switch await self.liveness(of: statement.session, for: statement.scope) {
        case .live:
            guard let revision = self.state(statement) else { throw self.notLive(statement) }
            return .revision(revision)
        case .over:
            throw self.notLive(statement)
        case .unknown:
            let (isKept, gone) = self.pending.add(statement)
            self.drop(gone)
            guard isKept else {
                throw Refusal(.overloaded, "Too much waits for sessions to come.", retryAfter: .seconds(1))
            }
            self.counters.count(.held, statement.connector)
            // It may have become known since it was looked for.
            let liveness = self.enricher.liveness(of: statement.session, for: statement.scope)
            if liveness == .live { self.sessionIsKnown(statement.session) }
            return .kept
        }
    }

    /// - Returns: The context's revision; `nil` where there is no such live session.
    private func state(_ statement: PendingStatement) -> Int? {
        let service = self.sessionStore.sessionInMemory(statement.session, within: statement.scope)?.service
        let plan = service.flatMap { self.runtimeStore.current.services[$0]?.plan }
        let revision = try? self.enricher.state(
            statement.statement, as: statement.connector, in: statement.session, scope: statement.scope, plan: plan)
        if revision != nil { self.counters.count(.applied, statement.connector) }
        return revision
    }

    /// The liveness of a session, also of one that ended so long ago that nothing of its caller is in memory any more.
    private func liveness(of session: String, for scope: ServiceScope) async -> SessionLiveness {
        let liveness = self.enricher.liveness(of: session, for: scope)
        guard liveness == .unknown, let call = try? await self.sessionStore.session(session, within: scope) else {
            return liveness
        }
        return call.isLive ? .unknown : .over
    }

    private func notLive(_ statement: PendingStatement) -> Refusal {
        self.counters.count(.notLive, statement.connector)
        return Refusal(.sessionNotLive, "There is no such live session for this sender.")
    }
}

/// Counts the results of webhook deliveries. Labels are bounded: connectors of the configuration, and these results.
private struct WebhookCounters: Sendable {
    enum Result: String {
        /// It is part of a session's context.
        case applied
        /// It is kept for a session that may come, or for a number.
        case held, pushed
        /// It came before.
        case duplicate, idReused
        /// Its signature is not good.
        case badSignature
        /// Its session is over.
        case notLive
        /// Its session did not come, so it was dropped; it is counted as held before.
        case dropped
    }

    func count(_ result: Result, _ connector: ConnectorID) {
        Counter(
            label: "callcard_webhooks_total", dimensions: [("connector", connector.value), ("result", result.rawValue)]
        ).increment()
    }
}
