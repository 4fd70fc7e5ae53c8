import CallModel
import TestSupport
import Testing
import Waiting

@testable import Enrichment

@Suite("S21 Contexts that many lookups change at once", .timeLimit(.minutes(5)))
final class SessionContextStoreConcurrencyTests: Sendable {
    private let time = ManualTime()
    private let waits: RevisionWaits
    private let contexts: SessionContextStore
    /// The sessions of which a new revision was told.
    private let told = Lock<[String: Int]>([:])

    init() {
        self.waits = RevisionWaits(time: self.time, limit: 8, share: 8)
        self.contexts = SessionContextStore(waits: self.waits)
        self.contexts.observe(
            with: RecordingObserver(onRevision: { session in self.told.withLock { $0[session, default: 0] += 1 } }))
    }

    private var now: MonotonicTime { self.time.monotonicNow() }

    private func revision(of session: String) -> Int {
        self.contexts.context(of: session, for: .all, at: self.now)?.revision ?? 0
    }

    /// A lookup of a session whose answer is a caller of this name: the version of its inputs; `nil` where a later one was faster.
    private func lookUp(_ session: String, _ number: CallerNumber, name: String) async -> UInt64? {
        let request = LookupRequest(
            number: number, plan: LookupPlan(connectors: []), session: session, audience: .only(["support"]),
            receivedAt: self.now, deadline: self.now)
        guard let lookup = self.contexts.open(session, for: request),
            case .inputs(let inputs) = self.contexts.apply(
                LookupState(request, [], lookup: lookup), for: session, at: self.now)
        else { return nil }
        // Contexts are made outside of the lock: another's may be ready first.
        if inputs.version.isMultiple(of: 3) { await Task.yield() }
        let context = CallerContext(status: .resolved, number: number, caller: Caller([.displayName: name]))
        _ = self.contexts.show(context, for: session, version: inputs.version, at: self.now)
        return inputs.version
    }

    @Test("What is shown in the end is of the newest inputs; revisions rise, and each is told once")
    func newestWins() async throws {
        let shown = try await race { racer -> (session: String, version: UInt64, name: String)? in
            let (session, name) = ("c-\(racer.below(4))", "Anna \(racer.index) \(racer.step)")
            if racer.below(10) == 0 {
                self.contexts.retain(session, audience: .only(["support"]), number: nil, at: self.now)
            }
            let before = self.revision(of: session)
            let version = await self.lookUp(session, .sample(), name: name)
            #expect(self.revision(of: session) >= before)
            return version.map { (session, $0, name) }
        }
        for number in 0..<4 {
            let session = "c-\(number)"
            let newest = shown.compactMap(\.self).filter { $0.session == session }.max { $0.version < $1.version }
            let context = self.contexts.context(of: session, for: .all, at: self.now)
            #expect(context?.caller?[.displayName] == newest?.name && newest != nil)
            #expect(context?.revision == self.told.withLock { $0[session] })
        }
    }

    @Test("A number that is forgotten while its lookups go on leaves no caller, and revisions go on rising")
    func forgetting() async throws {
        let forgotten = CallerNumber.sample(1)
        let key = try #require(forgotten.key)
        try await race { racer in
            let session = "c-\(racer.below(4))"
            let before = self.revision(of: session)
            if racer.below(4) == 0 {
                _ = self.contexts.forget(key, within: .all, at: self.now)
            } else {
                _ = await self.lookUp(session, racer.below(2) == 0 ? forgotten : .sample(2), name: "\(racer.step)")
            }
            #expect(self.revision(of: session) >= before)
            #expect(self.contexts.count <= 4)
        }
        _ = self.contexts.forget(key, within: .all, at: self.now)
        for number in 0..<4 {
            let context = self.contexts.context(of: "c-\(number)", for: .all, at: self.now)
            #expect(context?.number != forgotten && (context?.caller == nil) == (context?.number != .sample(2)))
        }
        #expect(self.contexts.liveSessions(of: key, within: .all, at: self.now).isEmpty)
    }

    @Test("Calls that end at once go at their time, each by itself")
    func releasing() async throws {
        try await race(steps: 50) { racer in
            let session = "c-\(racer.index)-\(racer.step)"
            self.contexts.retain(session, audience: .only(["support"]), number: .sample(), at: self.now)
            _ = await self.lookUp(session, .sample(), name: "Anna")
            self.contexts.release(session, after: .seconds(60), at: self.now, wall: self.time.wallNow())
            if racer.below(10) == 0 { self.contexts.sweep(at: self.now) }
            #expect(self.contexts.caller(of: session, for: .all, at: self.now).number == .sample())
        }
        #expect(self.contexts.count == 600)
        self.time.advance(by: .seconds(61))
        self.contexts.sweep(at: self.now)
        #expect(self.contexts.count == 0)
    }
}
