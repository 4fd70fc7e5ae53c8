package import CallModel
internal import Enrichment
package import Sessions

/// Receives events of sessions.
///
/// An event that has the caller's number starts the lookup, so that the card is ready when it rings. The number goes to the
/// engine and nowhere else: what is journaled has no place for it. So does the caller's internet address.
package struct EventReceiver: Sendable {
    /// An event as it was posted, with its facts about the caller.
    package struct Event: Sendable, Redacted {
        /// The part of the event that is journaled.
        package let draft: EventDraft
        /// The caller's number as it came from the network; `nil` where the event has none.
        package let number: String?
        /// The caller's internet address; likewise.
        package let address: IPAddress?

        /// An event without facts about the caller has neither number nor address.
        package init(_ draft: EventDraft, number: String? = nil, address: IPAddress? = nil) {
            self.draft = draft
            self.number = number
            self.address = address
        }
    }

    private let runtimeStore: RuntimeConfigurationStore
    private let numbers: any NumberParser
    private let enricher: Enricher
    private let sessionStore: SessionStore
    private let time: any TimeSource

    init(
        runtimeStore: RuntimeConfigurationStore, numbers: any NumberParser, enricher: Enricher, sessionStore: SessionStore,
        time: any TimeSource
    ) {
        self.runtimeStore = runtimeStore
        self.numbers = numbers
        self.enricher = enricher
        self.sessionStore = sessionStore
        self.time = time
    }

    /// Receives an event; returns once it is durable.
    ///
    /// - Parameter id: The session's.
    /// - Returns: The revision of the session's context, 0 where there is none yet.
    /// - Throws: What is wrong with the event or the id, `serviceNotFound`, `sessionNotLive`, `overloaded` or
    ///   `journalUnavailable`.
    package func receive(_ event: Event, of id: String, from principal: Principal) async throws(Refusal) -> Int {
        let region = self.region(of: event, in: id, from: principal)
        let numbers = self.readings(event, region: region, from: principal)
        try Self.check(id, numbers)
        let session: CallSession
        do throws(SessionStoreError) {
            session = try await self.sessionStore.receive(event.draft, of: id, scope: principal.services) { session in
                guard session.isLive else { return }
                self.enricher.retain(id, service: session.service, number: numbers?.first, address: event.address)
            }
        } catch {
            throw Refusal(error)
        }
        if let numbers, session.isLive { self.lookUp(numbers, region: region, of: session) }
        return self.enricher.caller(of: id).context?.revision ?? 0
    }

    /// The caller's number; `nil` where the event has none, or one that can't be read: that never refuses an event.
    private func readings(_ event: Event, region: Region?, from principal: Principal) -> NumberReadings? {
        guard let text = event.number else { return nil }
        return try? self.numbers.readings(text, region: region, withoutPlus: principal.withoutPlus)
    }

    /// The region of the event's service, else the configuration's; `nil` also where the event has no number.
    private func region(of event: Event, in id: String, from principal: Principal) -> Region? {
        guard event.number != nil else { return nil }
        let runtime = self.runtimeStore.current
        let service = event.draft.service ?? self.sessionStore.sessionInMemory(id)?.service
        return service.flatMap { runtime.service($0, in: principal.services)?.settings.region } ?? runtime.region
    }

    /// A session's id is journaled, so it must not hold the number in any of its readings.
    private static func check(_ id: String, _ numbers: NumberReadings?) throws(Refusal) {
        let digits = (numbers?.all ?? []).map { number -> String? in
            if case .full(let full) = number { String(full.nationalDigits) } else { nil }
        }
        guard !(digits.isEmpty ? [nil] : digits).allSatisfy({ SessionIDPrivacyCheck.isUsable(id, nationalDigits: $0) })
        else { return }
        let rule = "A session's id has 1 to 128 of A-Z a-z 0-9 . _ ~ - and does not hold the caller's number: it is kept."
        throw Refusal(faults: [.init([], .invalidValue, rule)])
    }

    /// Looks the caller up: what is at hand makes the first revision, late answers make further ones (R2).
    private func lookUp(_ numbers: NumberReadings, region: Region?, of session: CallSession) {
        guard let service = self.runtimeStore.current.services[session.service] else { return }
        let now = self.time.monotonicNow()
        let request = LookupRequest(
            number: numbers.first, second: numbers.second, region: region, plan: service.plan, session: session.id,
            audience: .only([session.service]), receivedAt: now, deadline: now)
        self.enricher.lookUpBehind(request)
    }
}
