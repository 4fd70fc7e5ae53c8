package import CallModel
package import Enrichment
internal import Sessions

/// A question about a caller, as it was sent.
package struct LookupQuery: Sendable, Redacted {
    /// The number in any writing.
    package let number: String
    /// The service's id; `nil` where none is named.
    package let service: String?
    /// The session that the context is to be attached to, a valid id; `nil` for none. It counts only from a `sessionService`, and where
    /// the session is new or within the credential's scope.
    package let session: String?
    /// The region of a national writing; `nil` leaves it to the service and the configuration.
    package let region: Region?
    /// The time from the end of the request to its answer, 100 ms to 7.5 s.
    package let deadline: Duration
    /// Whether the answer tells how it came about.
    package let explains: Bool

    /// A question about a number; all else may be left out.
    package init(
        number: String, service: String? = nil, session: String? = nil, region: Region? = nil, deadline: Duration = .seconds(2),
        explains: Bool = false
    ) {
        self.number = number
        self.service = service
        self.session = session
        self.region = region
        self.deadline = deadline
        self.explains = explains
    }
}

/// Looks callers up, and reads the contexts of sessions.
package struct CallerLookup: Sendable {
    private let numbers: any NumberParser
    private let enricher: Enricher
    private let sessionStore: SessionStore

    init(numbers: any NumberParser, enricher: Enricher, sessionStore: SessionStore) {
        self.numbers = numbers
        self.enricher = enricher
        self.sessionStore = sessionStore
    }

    /// Checks all that a query says, and finds which connectors to ask.
    ///
    /// - Parameters:
    ///   - runtime: The configuration in force.
    ///   - receivedAt: When the query was whole; its deadline is counted from then.
    /// - Throws: `forbidden` for an explanation, `serviceNotFound`, or what is wrong with the number.
    package func request(
        _ query: LookupQuery, by principal: Principal, in runtime: RuntimeConfiguration, receivedAt: MonotonicTime
    ) throws(Refusal) -> LookupRequest {
        if query.explains && principal.role == .sessionService {
            throw Refusal(.forbidden, "Only owners and operators may ask for an explanation.")
        }
        var service: RuntimeConfiguration.Service?
        if let id = query.service ?? principal.services.single {
            service = runtime.service(id, in: principal.services)
            if service == nil && query.service != nil { throw .serviceNotFound }
        }
        let region = query.region ?? service?.settings.region ?? runtime.region
        let numbers = try self.numbers.readings(
            query.number, region: region, withoutPlus: principal.withoutPlus, member: "number")
        return LookupRequest(
            number: numbers.first, second: numbers.second, region: region,
            plan: service?.plan ?? runtime.plan(for: principal.services),
            // Others are answered, and attach nothing: a session is the switch's.
            session: principal.role == .sessionService
                ? query.session.map { self.sessionStore.name($0, within: principal.services) } : nil,
            audience: service.map { .only([$0.settings.id]) } ?? principal.services, scope: principal.services,
            receivedAt: receivedAt, deadline: receivedAt + query.deadline, explains: query.explains)
    }

    /// The answer with whatever is found by the deadline.
    ///
    /// - Parameter onWait: Is called where connectors have to be waited for, before it waits.
    /// - Throws: `overloaded` where too many lookups wait already.
    package func answer(_ request: LookupRequest, onWait: () -> Void = {}) async throws(Refusal) -> LookupAnswer {
        if let answer = self.enricher.answerAtOnce(request) { return answer }
        onWait()
        do throws(EnricherOverload) {
            return try await self.enricher.lookUp(request)
        } catch {
            throw Refusal(error)
        }
    }

    /// Changes whenever the answer to a lookup with this plan may have.
    package func generation(of plan: LookupPlan) -> UInt64 {
        self.enricher.generation(of: plan)
    }

    /// The context of a live session's caller: as soon as its revision is above `revision`, or as it is at `deadline` or once the
    /// calling task is cancelled.
    ///
    /// - Throws: `sessionNotLive` for sessions that are over, unknown or out of scope, `overloaded` where it may not wait.
    package func context(
        of session: String, for principal: Principal, above revision: Int, until deadline: MonotonicTime
    ) async throws(Refusal) -> CallerContext {
        let name = self.sessionStore.name(session, within: principal.services)
        let context: CallerContext?
        do throws(WaitRefusal) {
            context = try await self.enricher.context(
                of: name, for: principal.services, as: principal.id, above: revision, until: deadline)
        } catch {
            throw Refusal(error)
        }
        guard let context else { throw Refusal(.sessionNotLive, "There is no such live session for this key.") }
        return context
    }
}

extension NumberParser {
    /// Reads a number that was sent as `member`, in its region's way.
    ///
    /// - Throws: What is wrong with it, at that member.
    func read(_ text: String, region: Region?, member: String) throws(Refusal) -> CallerNumber {
        do throws(NumberError) {
            return try self.read(text, region: region)
        } catch {
            throw Refusal(error, at: member)
        }
    }

    /// Reads a number that was sent as `member`.
    ///
    /// - Throws: What is wrong with it, at that member.
    func readings(
        _ text: String, region: Region?, withoutPlus order: WithoutPlus, member: String
    ) throws(Refusal) -> NumberReadings {
        do throws(NumberError) {
            return try self.readings(text, region: region, withoutPlus: order)
        } catch {
            throw Refusal(error, at: member)
        }
    }
}
