package import CallModel
internal import Enrichment
package import Sessions
internal import Waiting

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
    let numbers: any NumberParser
    let enricher: Enricher
    let sessionStore: SessionStore
    let earlyCallers: EarlyCallers
    private let time: any TimeSource

    init(
        runtimeStore: RuntimeConfigurationStore, numbers: any NumberParser, enricher: Enricher, sessionStore: SessionStore,
        earlyCallers: EarlyCallers, time: any TimeSource
    ) {
        self.runtimeStore = runtimeStore
        self.numbers = numbers
        self.enricher = enricher
        self.sessionStore = sessionStore
        self.earlyCallers = earlyCallers
        self.time = time
    }

    /// Receives an event; returns once it is durable.
    ///
    /// - Parameter id: The session's.
    /// - Returns: The revision of the session's context, 0 where there is none yet, and where the event waits for its call's direction
    ///   or service.
    /// - Throws: What is wrong with the event or the id, `serviceNotFound`, `sessionNotLive`, `overloaded` or
    ///   `journalUnavailable`.
    package func receive(_ event: Event, of id: String, from principal: Principal) async throws(Refusal) -> Int {
        let known = self.sessionStore.sessionInMemory(id, within: principal.services)
        // What a lookup of others holds is theirs, though no event has named it.
        guard known != nil || !self.enricher.isHeld(id, beyond: principal.services) else {
            throw Refusal(SessionStoreError.sessionNotFound)
        }
        let held = self.enricher.caller(of: known?.id ?? id, for: principal.services).number
        let own = self.caller(of: event, in: known, from: principal)
        let digits = self.digits(own, of: event, held: held, id, principal)
        try await self.check(event, of: id, in: known, against: digits, from: principal)
        let early = EarlyEventRecord.ID(session: id, key: principal.id, event: event.draft.id)
        let sender = EventSender(key: principal.id, scope: principal.services)
        let isHeld = known == nil && event.draft.mayWait(from: sender) && self.hold(event, early, from: principal)
        // Nothing of an event that is repeated counts, so that it stays empty then.
        let kept = Lock(Caller())
        let session: CallSession?
        do throws(SessionStoreError) {
            session = try await self.sessionStore.receive(event.draft, of: id, from: sender) { session in
                self.digitsToReplace(own, of: event, held: held, in: session, from: principal)
            } onKept: { session in
                let caller = self.completed(
                    self.reread(own, of: event, in: session, from: principal), besides: early, of: session)
                kept.withLock { $0 = caller }
                guard session.isLive else { return }
                self.enricher.retain(session.id, service: session.service, number: caller.numbers?.first, address: caller.address)
            }
        } catch {
            if isHeld { self.earlyCallers.drop([early]) }
            throw Refusal(error)
        }
        guard let session else { return 0 }
        if isHeld { self.earlyCallers.drop([early]) }
        let caller = kept.withLock(\.self)
        if let numbers = caller.numbers, session.isLive { self.lookUp(numbers, region: caller.region, of: session) }
        return self.enricher.caller(of: session.id, for: principal.services).context?.revision ?? 0
    }

    /// A caller as an event says it.
    struct Caller: Redacted {
        /// The number's readings; `nil` where there is none, or one that can't be read: that never refuses an event.
        var numbers: NumberReadings?
        /// The region that they were read in.
        var region: Region?
        var address: IPAddress?
    }

    private func caller(of event: Event, in known: CallSession?, from principal: Principal) -> Caller {
        guard let number = event.number else { return Caller(address: event.address) }
        let service = event.draft.service ?? known?.service ?? principal.services.single
        let region = self.region(of: service, in: principal.services)
        return Caller(numbers: self.readings(number, region, principal.withoutPlus), region: region, address: event.address)
    }

    /// An event's caller, its number read in the region of its call's service: that may not have been known before.
    func reread(_ own: Caller, of event: Event, in session: CallSession, from principal: Principal) -> Caller {
        guard let number = event.number else { return own }
        let region = self.region(of: session.service, in: .only([session.service]))
        guard region != own.region else { return own }
        return Caller(numbers: self.readings(number, region, principal.withoutPlus), region: region, address: own.address)
    }

    /// Holds an event's caller before the event can wait: the next one may come at once.
    ///
    /// - Returns: Whether it is held for this request.
    private func hold(_ event: Event, _ id: EarlyEventRecord.ID, from principal: Principal) -> Bool {
        guard event.number != nil || event.address != nil, !self.sessionStore.holds(early: id) else { return false }
        let caller = EarlyCallers.Caller(
            number: event.number, address: event.address, scope: principal.services, withoutPlus: principal.withoutPlus)
        return self.earlyCallers.hold(caller, of: id)
    }

    /// A caller with what events that have waited for the session say, where the one that came last doesn't say it.
    private func completed(_ own: Caller, besides event: EarlyEventRecord.ID, of session: CallSession) -> Caller {
        let waited = self.earlyCallers.take(session.id)
            .filter {
                $0.event != event && $0.caller.scope.contains(session.service)
                    && self.sessionStore.holds(event: $0.event.event, in: session)
            }
            .map(\.caller)
        guard !waited.isEmpty else { return own }
        var caller = own
        caller.address = own.address ?? waited.last { $0.address != nil }?.address
        guard own.numbers == nil, let told = waited.last(where: { $0.number != nil }) else { return caller }
        caller.region = self.region(of: session.service, in: .only([session.service]))
        caller.numbers = told.number.flatMap { self.readings($0, caller.region, told.withoutPlus) }
        return caller
    }

    func readings(_ text: String, _ region: Region?, _ order: WithoutPlus) -> NumberReadings? {
        try? self.numbers.readings(text, region: region, withoutPlus: order)
    }

    /// The region of a service, else the configuration's.
    func region(of service: String?, in scope: ServiceScope) -> Region? {
        let runtime = self.runtimeStore.current
        return service.flatMap { runtime.service($0, in: scope)?.settings.region } ?? runtime.region
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

/// Keeps callers' numbers out of what is journaled of events: ids and reasons. Where the number is known they are refused; where it is
/// learnt only afterwards, words stand in for them (``StandIns``).
extension EventReceiver {
    /// Checks what an event would have journaled.
    ///
    /// - Parameters:
    ///   - id: The session's, as it was posted.
    ///   - known: The session, where it is in memory and the principal reaches it.
    ///   - digits: The digits of the caller's number, as far as the principal may know it by now.
    /// - Throws: What holds them: the session's id, unless something of the session was taken before; the event's id, unless it is
    ///   repeated; the reason.
    func check(
        _ event: Event, of id: String, in known: CallSession?, against digits: NumberDigits, from principal: Principal
    ) async throws(Refusal) {
        guard SessionID.isValid(id) else { throw Self.unusableID }
        let draft = event.draft
        guard digits.stand(in: id) || digits.stand(in: draft.id) || digits.stand(in: draft.reason ?? "") else { return }
        let session: CallSession?
        do throws(SessionStoreError) {
            session = if let known { known } else { try await self.sessionStore.session(id, within: principal.services) }
        } catch {
            throw Refusal(error)
        }
        let waits = self.sessionStore.hasEarlyEvents(of: id, for: EventSender(key: principal.id, scope: principal.services))
        if session == nil, !waits, digits.stand(in: id) { throw Self.unusableID }
        let isRepeated = session.map { self.sessionStore.holds(event: draft.id, in: $0) } ?? false
        guard !isRepeated else { return }
        let rule = "It holds the caller's number, which is not kept; this is."
        let faults = [("id", draft.id), ("reason", draft.reason ?? "")].filter { digits.stand(in: $0.1) }
            .map { Refusal.Fault([$0.0], .invalidValue, rule) }
        if !faults.isEmpty { throw Refusal(faults: faults) }
    }

    /// The digits of an event's caller as far as they are known before it is taken: by itself, by what is held of the session's caller,
    /// by events that wait for the session. A number that can't be read, perhaps since its region is not known yet, counts by its digits.
    ///
    /// What others know of the session does not count: the answer would tell it.
    func digits(
        _ own: Caller, of event: Event, held: CallerNumber?, _ id: String, _ principal: Principal
    ) -> NumberDigits {
        var texts = self.earlyCallers.numbers(of: id, from: principal.id)
        if let text = event.number, own.numbers == nil { texts.append(text) }
        let unread = texts.map { text in String(text.filter { ("0"..."9").contains($0) }.drop { $0 == "0" }) }
        return NumberDigits((own.numbers?.all ?? []) + [held].compactMap(\.self)).union(NumberDigits(unread))
    }

    /// The digits for which words may have to stand in, once the call of an event is known; `nil` where they were looked for before.
    func digitsToReplace(
        _ own: Caller, of event: Event, held: CallerNumber?, in session: CallSession, from principal: Principal
    ) -> NumberDigits? {
        let region = self.region(of: session.service, in: .only([session.service]))
        let waited = self.earlyCallers.callers(of: session.id, reaching: session.service).compactMap { caller in
            caller.number.flatMap { self.readings($0, region, caller.withoutPlus) }
        }
        let told = self.reread(own, of: event, in: session, from: principal).numbers
        let all = ([told].compactMap(\.self) + waited).flatMap(\.all) + [held].compactMap(\.self)
        let digits = NumberDigits(all)
        let isNew = !waited.isEmpty || told.map { $0.first != held } ?? false
        return isNew || digits.stand(in: session.id) || digits.stand(in: event.draft.user ?? "") ? digits : nil
    }

    private static var unusableID: Refusal {
        let rule = "A session's id has 1 to 128 of A-Z a-z 0-9 . _ ~ - and does not hold the caller's number: it is kept."
        return Refusal(faults: [.init([], .invalidValue, rule)])
    }
}
