internal import CallModel
internal import Synchronization
internal import Waiting

/// Keeps what webhooks have stated of numbers, unasked; each is kept for 15 minutes, and their count and bytes are bounded. Whoever
/// states them has a fair share of the room, and in a full one loses its own oldest first.
final class PushedFindingsStore: Sendable {
    /// Bounds of the store.
    struct Limits {
        /// The maximum number of findings, each of one webhook about one number.
        let entries: Int
        /// Bytes of all of them together, roughly.
        let cost: Int
    }

    private struct State {
        var findings: [NumberKey: [PushedFindings]] = [:]
        /// All findings, by whoever stated them last.
        var room: FairShare<String, PushedFindings.Seat>
        /// The numbers of which a statement ends, by the second in which it does; some of them may be gone meanwhile.
        var endings: [Int64: Set<NumberKey>] = [:]
        /// The numbers in all seconds of ``endings`` together.
        var endingCount = 0
        /// The count of endings above which those of numbers that are gone are dropped.
        private var tidyAt = PushedFindingsStore.fewEndings
        private var lastID: UInt64 = 0
        /// Bytes that each counts at least, so that their number is bounded with their bytes.
        private let leastSize: Int

        init(limits: Limits) {
            self.room = FairShare(limit: limits.cost)
            self.leastSize = limits.cost / max(1, limits.entries)
        }

        mutating func apply(
            _ statement: CallerStatement, as connector: ConnectorID, from sender: String, about number: NumberKey,
            scope: ServiceScope, at now: MonotonicTime
        ) {
            var pushed = self.current(number, at: now)
            // What some have forgotten stays as it was: the new statement is for them, too.
            let before = pushed.firstIndex { $0.connector == connector && $0.scope == scope && $0.forgotten.isEmpty }
            self.lastID += 1
            var findings = before.map { pushed[$0] } ?? PushedFindings(connector, scope, id: self.lastID)
            findings.apply(statement, at: now)
            if let place = findings.place { self.room.remove(place) }
            let admission = self.room.add(
                PushedFindings.Seat(number: number, id: findings.id), of: sender,
                size: max(self.leastSize, findings.heapSize + PushedFindingsStore.entrySize), ownRoom: .oldestGoes)
            findings.place = admission.place
            if let before { pushed[before] = findings } else { pushed.append(findings) }
            self.findings[number] = pushed
            if admission.place == nil { self.drop(PushedFindings.Seat(number: number, id: findings.id)) }
            for gone in admission.gone { self.drop(gone) }
            self.addEndings(pushed.flatMap(\.ends), of: number)
        }

        /// The findings of a number without those whose time is over, which are removed.
        mutating func current(_ number: NumberKey, at now: MonotonicTime) -> [PushedFindings] {
            guard let pushed = self.findings[number] else { return [] }
            return self.keep(pushed.map { $0.current(at: now) }.filter { $0.end > now }, in: pushed, about: number)
        }

        /// Keeps so much of what is kept of a number.
        @discardableResult
        mutating func keep(_ left: [PushedFindings], in pushed: [PushedFindings], about number: NumberKey) -> [PushedFindings] {
            for findings in pushed where !left.contains(where: { $0.id == findings.id }) {
                if let place = findings.place { self.room.remove(place) }
            }
            self.findings[number] = left.isEmpty ? nil : left
            return left
        }

        /// Removes findings whose place is gone.
        mutating func drop(_ seat: PushedFindings.Seat) {
            self.findings[seat.number]?.removeAll { $0.id == seat.id }
            if self.findings[seat.number]?.isEmpty == true { self.findings[seat.number] = nil }
        }

        /// Adds the times at which statements of a number end.
        private mutating func addEndings(_ ends: [MonotonicTime], of number: NumberKey) {
            for end in ends where self.endings[PushedFindingsStore.second(end), default: []].insert(number).inserted {
                self.endingCount += 1
            }
            if self.endingCount > self.tidyAt { self.tidy() }
        }

        /// Drops the endings of numbers that are gone; called when there are twice as many as after the last time.
        private mutating func tidy() {
            (self.endings, self.endingCount, self.tidyAt) = ([:], 0, .max)
            for (number, pushed) in self.findings { self.addEndings(pushed.flatMap(\.ends), of: number) }
            self.tidyAt = max(PushedFindingsStore.fewEndings, self.endingCount * 2)
        }
    }

    /// The most bytes of all statements together.
    static let mostBytes = 64 << 20
    /// Endings that are kept without looking whether their numbers are gone.
    private static let fewEndings = 1_024
    /// Bytes of findings themselves, with their places in the table of numbers and in the room.
    private static let entrySize = MemoryLayout<PushedFindings>.stride + 176
    /// Bytes of a number in a second's set, which is half full on average.
    private static let endingSize = 16
    private let state: Lock<State>
    /// Grows with each push: finished answers that were kept are made anew.
    private let changes = Atomic<UInt64>(0)
    /// Findings in the store: lookups need no lock while there are none.
    private let kept = Atomic<Int>(0)

    init(limits: Limits = .init(entries: 100_000, cost: PushedFindingsStore.mostBytes)) {
        self.state = Lock(State(limits: limits))
    }

    /// The count of findings, each of one webhook about one number.
    var count: Int { self.kept.load(ordering: .relaxed) }

    /// The endings of statements that are kept track of, each number once for each second.
    var endingCount: Int { self.state.withLock(\.endingCount) }

    /// Bytes of what is kept.
    var bytes: Int {
        self.state.withLock { $0.room.used + $0.endingCount * PushedFindingsStore.endingSize }
    }

    /// Keeps at most so many bytes of it.
    func bound(to bytes: Int) {
        self.state.withLock { state in
            for gone in state.room.resize(to: bytes) { state.drop(gone) }
            self.kept.store(state.room.count, ordering: .relaxed)
        }
    }

    /// Changes with each push.
    var generation: UInt64 { self.changes.load(ordering: .relaxed) }

    /// Keeps a statement of a number for 15 minutes.
    ///
    /// - Parameters:
    ///   - sender: The name of whoever stated it, for its share of the room.
    ///   - scope: The services whose lookups get it.
    func push(
        _ statement: CallerStatement, as connector: ConnectorID, from sender: String, about number: NumberKey,
        scope: ServiceScope, at now: MonotonicTime
    ) {
        self.state.withLock { state in
            state.apply(statement, as: connector, from: sender, about: number, scope: scope, at: now)
            self.kept.store(state.room.count, ordering: .relaxed)
        }
        self.changes.wrappingAdd(1, ordering: .relaxed)
    }

    /// The facts that webhooks have stated of a number, for lookups of `audience`, as far as it may have them; by connector.
    func statedFacts(
        of number: CallerNumber, for audience: ServiceScope, _ rights: ConnectorRights, at now: MonotonicTime
    ) -> [StatedFacts] {
        guard self.count > 0, let key = number.key else { return [] }
        let pushed = self.state.withLock { $0.findings[key] } ?? []
        return pushed.filter { $0.isFor(audience) && rights.allow($0.connector, for: audience) }.map { $0.statedFacts(at: now) }
            .filter { !$0.isEmpty }
            .sorted { $0.connector < $1.connector }
    }

    /// Forgets a number, as far as `scope` reaches; tells whether there was anything for it.
    func forget(_ number: NumberKey, within scope: ServiceScope, at now: MonotonicTime) -> Bool {
        self.state.withLock { state in
            let pushed = state.current(number, at: now)
            let left = state.keep(pushed.compactMap { $0.forgotten(by: scope) }, in: pushed, about: number)
            self.kept.store(state.room.count, ordering: .relaxed)
            guard left.isEmpty else {
                return zip(pushed, left).contains { $0.forgotten != $1.forgotten } || left.count < pushed.count
            }
            // By place: a loop over the keys would be a second reference, and have the table copied at the first removal.
            var slot = state.endings.startIndex
            while slot != state.endings.endIndex {
                if state.endings.values[slot].remove(number) != nil { state.endingCount -= 1 }
                state.endings.formIndex(after: &slot)
            }
            return !pushed.isEmpty
        }
    }

    /// Removes findings whose time is over.
    func sweep(at now: MonotonicTime) {
        self.state.withLock { state in
            for second in state.endings.keys.filter({ $0 < Self.second(now) }) {
                let due = state.endings.removeValue(forKey: second) ?? []
                state.endingCount -= due.count
                for number in due { _ = state.current(number, at: now) }
            }
            self.kept.store(state.room.count, ordering: .relaxed)
        }
    }

    private static func second(_ time: MonotonicTime) -> Int64 { time.nanoseconds / 1_000_000_000 }
}
