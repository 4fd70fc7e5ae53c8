internal import CallModel

/// Changes that share a transaction: a scratch copy of what they touch, which becomes true when the journal has it.
struct SessionBatch {
    /// By our own clock; the same for all of them.
    let now: WallTime
    /// Sessions as they were before: all that are in memory.
    private var known: SessionTable
    /// Others that the batch needs.
    let fetched: [String: CallSession]
    private(set) var switchedOff: InactiveServices
    private(set) var changed: [String: CallSession] = [:]
    private var others: [JournalEntry] = []
    /// To be called once the journal has the batch, before anybody hears of it.
    private(set) var afterwards: [@Sendable () -> Void] = []

    init(now: WallTime, known: SessionTable, fetched: [String: CallSession], switchedOff: InactiveServices) {
        self.now = now
        self.known = known
        self.fetched = fetched
        self.switchedOff = switchedOff
    }

    /// A session with all changes so far; `nil` where there is none.
    func session(_ id: String) -> CallSession? {
        self.changed[id] ?? self.before(id)
    }

    /// A session before this batch.
    func before(_ id: String) -> CallSession? {
        self.known[id] ?? self.fetched[id]
    }

    /// All sessions of a service that go on, with all changes so far. Looks at every one that does.
    func live(of service: String) -> [CallSession] {
        let unchanged = self.known.live.filter { self.changed[$0.id] == nil }
        return (unchanged + self.changed.values).filter { $0.isLive && $0.service == service }
    }

    /// Sessions that were in memory before this batch.
    var count: Int { self.known.count }

    mutating func keep(_ session: CallSession) {
        self.changed[session.id] = session
    }

    mutating func switchOff(_ services: Set<String>, of user: String) {
        self.switchedOff.set(services, of: user)
        self.others.append(.inactive(user: user, services: services, at: self.now))
    }

    /// Something to be written beside the sessions.
    mutating func add(_ entry: JournalEntry) {
        self.others.append(entry)
    }

    /// Calls `work` once the journal has the batch, before anybody hears of it.
    mutating func then(_ work: @escaping @Sendable () -> Void) {
        self.afterwards.append(work)
    }

    /// Lets go of the sessions as they were before, so that changing their table need not copy it.
    mutating func release() {
        self.known = SessionTable()
    }

    /// All that is to be written.
    var entries: [JournalEntry] {
        self.changed.values.map { .session($0.delta(since: self.before($0.id))) } + self.others
    }
}
