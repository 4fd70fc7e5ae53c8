internal import CallModel
internal import Synchronization
internal import Waiting

/// Keeps what webhooks have stated of numbers, unasked; each is kept for 15 minutes, and their count and bytes are bounded.
final class PushedFindingsStore: Sendable {
    typealias Limits = ExpiringStore<NumberKey, [PushedFindings]>.Limits

    private struct State {
        var pushedFindings: ExpiringStore<NumberKey, [PushedFindings]>
        /// The numbers of which a statement ends, by the second in which it does; some of them may be gone meanwhile.
        var endings: [Int64: Set<NumberKey>] = [:]
        /// The numbers in all seconds of ``endings`` together.
        var endingCount = 0
        /// The count of endings above which those of numbers that are gone are dropped.
        private var tidyAt = PushedFindingsStore.fewEndings

        init(limits: Limits) {
            self.pushedFindings = ExpiringStore(limits: limits, isInBytes: true)
        }

        mutating func keep(_ pushed: [PushedFindings], about number: NumberKey, at now: MonotonicTime) {
            guard let end = pushed.map(\.end).max() else {
                self.pushedFindings.remove(number)
                return
            }
            self.pushedFindings.insert(
                pushed, for: number, cost: pushed.heapSize(\.heapSize), expiresAt: end, now: now)
        }

        /// Adds the times at which statements of a number end.
        mutating func addEndings(_ ends: [MonotonicTime], of number: NumberKey) {
            for end in ends where self.endings[PushedFindingsStore.second(end), default: []].insert(number).inserted {
                self.endingCount += 1
            }
            if self.endingCount > self.tidyAt { self.tidy() }
        }

        /// Drops the endings of numbers that are gone; called when there are twice as many as after the last time.
        private mutating func tidy() {
            (self.endings, self.endingCount, self.tidyAt) = ([:], 0, .max)
            for (number, pushed) in self.pushedFindings.all(at: nil, where: { _, _ in true }) {
                self.addEndings(pushed.flatMap(\.ends), of: number)
            }
            self.tidyAt = max(PushedFindingsStore.fewEndings, self.endingCount * 2)
        }
    }

    /// The most bytes of all statements together.
    static let mostBytes = 64 << 20
    /// Endings that are kept without looking whether their numbers are gone.
    private static let fewEndings = 1_024
    /// Bytes of a number in a second's set, which is half full on average.
    private static let endingSize = 16
    private let state: Lock<State>
    /// Grows with each push: finished answers that were kept are made anew.
    private let changes = Atomic<UInt64>(0)
    /// Numbers with findings: lookups need no lock while there are none.
    private let count = Atomic<Int>(0)

    init(limits: Limits = .init(entries: 100_000, cost: PushedFindingsStore.mostBytes)) {
        self.state = Lock(State(limits: limits))
    }

    /// The endings of statements that are kept track of, each number once for each second.
    var endingCount: Int { self.state.withLock(\.endingCount) }

    /// Bytes of what is kept.
    var bytes: Int {
        self.state.withLock { $0.pushedFindings.bytes + $0.endingCount * PushedFindingsStore.endingSize }
    }

    /// Keeps at most so many bytes of it.
    func bound(to bytes: Int) {
        self.state.withLock { $0.pushedFindings.bound(to: bytes) }
    }

    /// Changes with each push.
    var generation: UInt64 { self.changes.load(ordering: .relaxed) }

    /// Keeps a statement of a number for 15 minutes.
    ///
    /// - Parameter scope: The services whose lookups get it.
    func push(
        _ statement: CallerStatement, as connector: ConnectorID, about number: NumberKey, scope: ServiceScope,
        at now: MonotonicTime
    ) {
        self.state.withLock { state in
            var pushed = (state.pushedFindings.value(for: number, at: now) ?? []).filter { $0.end > now }
            // What some have forgotten stays as it was: the new statement is for them, too.
            let before = pushed.firstIndex { $0.connector == connector && $0.scope == scope && $0.forgotten.isEmpty }
            var findings = before.map { pushed[$0] } ?? PushedFindings(connector, scope)
            findings.apply(statement, at: now)
            if let before { pushed[before] = findings } else { pushed.append(findings) }
            state.keep(pushed, about: number, at: now)
            state.addEndings(pushed.flatMap(\.ends), of: number)
            self.count.store(state.pushedFindings.count, ordering: .relaxed)
        }
        self.changes.wrappingAdd(1, ordering: .relaxed)
    }

    /// The facts that webhooks have stated of a number, for lookups of `audience`, as far as it may have them; by connector.
    func statedFacts(
        of number: CallerNumber, for audience: ServiceScope, _ rights: ConnectorRights, at now: MonotonicTime
    ) -> [StatedFacts] {
        guard self.count.load(ordering: .relaxed) > 0, let key = number.key else { return [] }
        let pushed = self.state.withLock { $0.pushedFindings.value(for: key, at: now) } ?? []
        return pushed.filter { $0.isFor(audience) && rights.allow($0.connector, for: audience) }.map { $0.statedFacts(at: now) }
            .filter { !$0.isEmpty }
            .sorted { $0.connector < $1.connector }
    }

    /// Forgets a number, as far as `scope` reaches; tells whether there was anything for it.
    func forget(_ number: NumberKey, within scope: ServiceScope, at now: MonotonicTime) -> Bool {
        self.state.withLock { state in
            let pushed = state.pushedFindings.value(for: number, at: now) ?? []
            let left = pushed.compactMap { $0.forgotten(by: scope) }
            guard left.isEmpty else {
                state.keep(left, about: number, at: now)
                return zip(pushed, left).contains { $0.forgotten != $1.forgotten } || left.count < pushed.count
            }
            let wasThere = state.pushedFindings.remove(number)
            // By place: a loop over the keys would be a second reference, and have the table copied at the first removal.
            var slot = state.endings.startIndex
            while slot != state.endings.endIndex {
                if state.endings.values[slot].remove(number) != nil { state.endingCount -= 1 }
                state.endings.formIndex(after: &slot)
            }
            self.count.store(state.pushedFindings.count, ordering: .relaxed)
            return wasThere
        }
    }

    /// Removes findings whose time is over.
    func sweep(at now: MonotonicTime) {
        self.state.withLock { state in
            state.pushedFindings.sweep(at: now)
            for second in state.endings.keys.filter({ $0 < Self.second(now) }) {
                let due = state.endings.removeValue(forKey: second) ?? []
                state.endingCount -= due.count
                for number in due {
                    guard let pushed = state.pushedFindings.value(for: number, at: now) else { continue }
                    let left = pushed.map { $0.current(at: now) }.filter { $0.end > now }
                    state.keep(left, about: number, at: now)
                }
            }
            self.count.store(state.pushedFindings.count, ordering: .relaxed)
        }
    }

    private static func second(_ time: MonotonicTime) -> Int64 { time.nanoseconds / 1_000_000_000 }
}
