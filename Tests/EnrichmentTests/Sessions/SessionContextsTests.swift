import CallModel
import TestSupport
import Testing
import Waiting

@testable import Enrichment

@Suite("S21 What is held for sessions")
struct SessionContextsTests {
    private let time: ManualTime
    private let contexts: SessionContextStore

    init() {
        self.time = ManualTime()
        self.contexts = SessionContextStore(waits: RevisionWaits(time: self.time, limit: 8, share: 8))
    }

    private var now: MonotonicTime { self.time.monotonicNow() }

    private func request(_ number: CallerNumber = .sample(), audience: ServiceScope = .only(["support"])) -> LookupRequest {
        LookupRequest(
            number: number, plan: LookupPlan(connectors: []), session: "c-1", audience: audience, receivedAt: self.now,
            deadline: self.now)
    }

    /// A lookup of session `c-1`, as far as it changes the session: the version of its inputs; `nil` where they are not taken.
    @discardableResult
    private func lookUp(_ number: CallerNumber = .sample(), audience: ServiceScope = .only(["support"])) -> UInt64? {
        guard let lookup = self.contexts.open("c-1", for: self.request(number, audience: audience)) else { return nil }
        return self.taken(
            self.contexts.apply(
                LookupState(self.request(number, audience: audience), [], lookup: lookup), for: "c-1", at: self.now))
    }

    private func taken(_ taken: SessionContextStore.Acceptance) -> UInt64? {
        if case .inputs(let inputs) = taken { inputs.version } else { nil }
    }

    private func context(_ name: String, number: CallerNumber = .sample()) -> CallerContext {
        CallerContext(status: .resolved, number: number, caller: Caller([.displayName: name]))
    }

    @discardableResult
    private func show(_ name: String, version: UInt64, number: CallerNumber = .sample()) -> CallerContext? {
        self.contexts.show(self.context(name, number: number), for: "c-1", version: version, at: self.now)
    }

    private func hold(_ number: CallerNumber? = nil, service: String = "support", address: IPAddress? = nil) {
        self.contexts.retain("c-1", audience: .only([service]), number: number, address: address, at: self.now)
    }

    private func release(after retention: Duration) {
        self.contexts.release("c-1", after: retention, at: self.now, wall: self.time.wallNow())
    }

    private func held(for scope: ServiceScope = .all) -> CallerContext? {
        self.contexts.context(of: "c-1", for: scope, at: self.now)
    }

    // Lifetimes

    @Test(
        "A session that only lookups name has its context for 15 minutes after the last change",
        arguments: [(899, true), (900, false)])
    func sliding(seconds: Int, isThere: Bool) throws {
        self.lookUp()
        self.time.advance(by: .seconds(500))
        self.show("Anna Meier", version: try #require(self.lookUp()))
        self.time.advance(by: .seconds(seconds))
        #expect((self.held() != nil) == isThere)
    }

    @Test("One whose call goes on has it for as long as that, swept or not", arguments: [900, 3_600, 86_399])
    func held(seconds: Int) throws {
        self.hold(.sample())
        self.show("Anna Meier", version: try #require(self.lookUp()))
        self.time.advance(by: .seconds(seconds))
        self.contexts.sweep(at: self.now)
        #expect(self.held()?.caller?[.displayName] == "Anna Meier")
        #expect(self.held()?.expiresAt == nil)
    }

    @Test("A call of which nothing is heard for a day is let go of")
    func longestCall() {
        self.hold(.sample())
        self.time.advance(by: .seconds(86_402))
        self.contexts.sweep(at: self.now)
        #expect(self.held() == nil && self.contexts.count == 0)
    }

    @Test("After the call's end its caller has the service's retention, and not a moment longer", arguments: [0, 1, 300, 900])
    func released(retention: Int) throws {
        self.hold(.sample())
        self.show("Anna Meier", version: try #require(self.lookUp()))
        self.release(after: .seconds(retention))
        let end = self.time.wallNow() + .seconds(retention)
        #expect(self.held()?.expiresAt == (retention == 0 ? nil : end))
        if retention > 0 { self.time.advance(by: .seconds(retention) - .milliseconds(1)) }
        #expect((self.held() != nil) == (retention > 0))
        self.time.advance(by: .milliseconds(1))
        #expect(self.held() == nil && self.contexts.caller(of: "c-1", for: .all, at: self.now).number == nil)
    }

    @Test("Whatever comes late lets no caller live longer")
    func lateChanges() throws {
        self.hold(.sample())
        let version = try #require(self.lookUp())
        self.release(after: .seconds(60))
        self.time.advance(by: .seconds(50))
        #expect(self.show("Anna Meier", version: version)?.expiresAt == self.time.wallNow() + .seconds(10))
        self.lookUp()
        self.release(after: .seconds(900))
        self.time.advance(by: .seconds(10))
        #expect(self.held() == nil)
        #expect(self.show("Anna Meier", version: version + 10) == nil)
    }

    @Test("Letting go of what is not there does nothing")
    func releasedUnknown() {
        self.release(after: .seconds(60))
        #expect(self.contexts.count == 0 && self.held() == nil)
    }

    // Who hears of it, and who may read it

    @Test("A session is told of when it is first heard of, by whomever")
    func known() {
        let heard = Lock<[String]>([])
        self.contexts.observe(with: RecordingObserver(onKnown: { id in heard.withLock { $0.append(id) } }))
        self.hold(.sample())
        self.hold(.sample())
        self.lookUp()
        #expect(heard.withLock(\.self) == ["c-1"])
        self.release(after: .seconds(1))
        self.time.advance(by: .seconds(1))
        self.lookUp()
        self.lookUp()
        #expect(heard.withLock(\.self) == ["c-1", "c-1"])
    }

    @Test("A new revision is told of, and no other")
    func revisions() throws {
        let heard = Lock<[String]>([])
        self.contexts.observe(with: RecordingObserver(onRevision: { id in heard.withLock { $0.append(id) } }))
        self.hold(.sample())
        #expect(self.show("Anna Meier", version: try #require(self.lookUp()))?.revision == 1)
        #expect(self.show("Anna Meier", version: try #require(self.lookUp()))?.revision == 1)
        #expect(heard.withLock(\.count) == 1)
        #expect(self.show("Anna Kunz", version: try #require(self.lookUp()))?.revision == 2)
        #expect(heard.withLock(\.count) == 2)
    }

    @Test("What was made of older inputs is not shown")
    func olderInputs() throws {
        let older = try #require(self.lookUp())
        let newer = try #require(self.lookUp())
        #expect(self.show("Anna Meier", version: newer)?.revision == 1)
        #expect(self.show("Bert Kunz", version: older)?.caller?[.displayName] == "Anna Meier")
        #expect(self.show("Bert Kunz", version: newer)?.caller?[.displayName] == "Anna Meier")
    }

    @Test("An earlier lookup changes nothing once a later one was answered; nor does an earlier state of the same one")
    func earlierLookups() throws {
        let first = try #require(self.contexts.open("c-1", for: self.request()))
        let second = try #require(self.contexts.open("c-1", for: self.request()))
        #expect(first < second)
        let answers: [ConnectorAnswer?] = [ConnectorAnswer(outcome: .miss)]
        let take = { (lookup: UInt64, answers: [ConnectorAnswer?]) in
            self.taken(self.contexts.apply(LookupState(self.request(), answers, lookup: lookup), for: "c-1", at: self.now)) != nil
        }
        #expect(take(second, [nil]))
        #expect(!take(first, answers))
        #expect(take(second, answers))
        #expect(!take(second, [nil]))
    }

    @Test("How it came about is told once and not held")
    func traces() throws {
        var context = self.context("Anna Meier")
        context.trace = []
        let version = try #require(self.lookUp())
        #expect(self.contexts.show(context, for: "c-1", version: version, at: self.now)?.trace != nil)
        #expect(self.held()?.trace == nil)
    }

    @Test(
        "Who reaches all of its audience reads it, and nobody else knows of it",
        arguments: [
            (ServiceScope.all, true), (.only(["support"]), true), (.only(["support", "sales"]), true), (.only(["sales"]), false),
            (.only([]), false),
        ])
    func scopes(scope: ServiceScope, mayRead: Bool) {
        self.hold(.sample())
        #expect((self.held(for: scope) != nil) == mayRead)
        #expect(self.contexts.liveness(of: "c-1", for: scope, at: self.now) == (mayRead ? .live : .unknown))
        self.release(after: .seconds(60))
        #expect(self.contexts.liveness(of: "c-1", for: scope, at: self.now) == (mayRead ? .over : .unknown))
    }

    @Test("The first event narrows the audience of a lookup that came before it")
    func narrowing() throws {
        self.show("Anna Meier", version: try #require(self.lookUp(audience: .only(["support", "sales"]))))
        #expect(self.held(for: .only(["support"])) == nil)
        self.hold(.sample())
        #expect(self.held(for: .only(["support"]))?.caller?[.displayName] == "Anna Meier")
    }

    @Test("Another service's session of the same id begins anew, without the caller")
    func foreign() throws {
        self.show("Anna Meier", version: try #require(self.lookUp()))
        self.contexts.retain("c-1", audience: .only(["sales"]), number: nil, at: self.now)
        #expect(self.held(for: .only(["support"])) == nil)
        #expect(self.held(for: .only(["sales"]))?.caller == nil && self.held(for: .only(["sales"]))?.revision == 0)
    }

    @Test("A caller is the call's only where there is a call")
    func ofCall() {
        self.lookUp()
        #expect(self.contexts.caller(of: "c-1", for: .all, at: self.now).number == nil)
        self.hold()
        #expect(self.contexts.caller(of: "c-1", for: .all, at: self.now).number == .sample())
    }

    @Test("Sessions are found by their callers, within a scope and with a call only")
    func finding() throws {
        self.hold(.sample())
        self.show("Anna Meier", version: try #require(self.lookUp()))
        self.contexts.retain("c-2", audience: .only(["support"]), number: nil, at: self.now)
        self.contexts.retain("c-3", audience: .only(["sales"]), number: .sample(), at: self.now)
        #expect(self.contexts.sessions(within: .only(["support"]), at: self.now) { number, _ in number == .sample() } == ["c-1"])
        #expect(
            self.contexts.sessions(within: .all, at: self.now) { _, caller in caller?[.displayName] == "Anna Meier" } == ["c-1"])
        #expect(self.contexts.sessions(within: .all, at: self.now) { number, _ in number == .sample() } == ["c-1", "c-3"])
    }

    // Forgetting

    @Test("Forgetting takes number, caller and address; the session goes on with a revision without them")
    func forgetting() throws {
        self.hold(.sample(), address: IPAddress(bytes: [192, 0, 2, 7]))
        self.show("Anna Meier", version: try #require(self.lookUp()))
        #expect(self.contexts.forget(try #require(CallerNumber.sample().key), within: .all, at: self.now) == 1)
        #expect(self.held()?.revision == 2 && self.held()?.caller == nil && self.held()?.number == .withheld)
        #expect(
            self.contexts.caller(of: "c-1", for: .all, at: self.now).number == nil
                && self.contexts.address(of: "c-1", for: .all, at: self.now) == nil)
        #expect(self.contexts.liveness(of: "c-1", for: .all, at: self.now) == .live)
    }

    @Test("What was under way when a number was forgotten is not shown")
    func forgottenMeanwhile() throws {
        self.hold(.sample())
        let version = try #require(self.lookUp())
        let lookup = try #require(self.contexts.open("c-1", for: self.request()))
        _ = self.contexts.forget(try #require(CallerNumber.sample().key), within: .all, at: self.now)
        #expect(self.show("Anna Meier", version: version) == nil)
        let asked = LookupState(self.request(), [], lookup: lookup)
        #expect(self.taken(self.contexts.apply(asked, for: "c-1", at: self.now)) == nil)
        #expect(self.held()?.caller == nil)
        // Whoever asks anew wants to know.
        #expect(self.show("Anna Meier", version: try #require(self.lookUp()))?.revision == 2)
    }

    @Test("Other numbers stay, and a session without a context is not counted")
    func forgettingOthers() throws {
        self.hold(.sample())
        self.show("Anna Meier", version: try #require(self.lookUp()))
        self.contexts.retain("c-2", audience: .only(["support"]), number: .sample(124), at: self.now)
        #expect(self.contexts.forget(try #require(CallerNumber.sample(124).key), within: .all, at: self.now) == 0)
        #expect(self.held()?.caller?[.displayName] == "Anna Meier")
    }

    @Test("What is over goes with its number at once, without a sweep, and is no context that was forgotten")
    func forgettingWhatIsOver() throws {
        self.hold(.sample())
        self.show("Anna Meier", version: try #require(self.lookUp()))
        self.release(after: .seconds(300))
        self.time.advance(by: .seconds(300))
        #expect(self.contexts.count == 1)
        #expect(self.contexts.forget(try #require(CallerNumber.sample().key), within: .all, at: self.now) == 0)
        #expect(self.contexts.count == 0)
    }

    @Test("An address goes with the number that it was told with")
    func addresses() throws {
        let address = IPAddress(bytes: [192, 0, 2, 7])
        self.hold(.sample(), address: address)
        self.hold(.sample())
        #expect(self.contexts.address(of: "c-1", for: .all, at: self.now) == address)
        self.lookUp(.sample(124))
        #expect(self.contexts.address(of: "c-1", for: .all, at: self.now) == nil)
    }
}
