internal import CallModel
internal import Synchronization

/// Findings about numbers that came unasked, by webhook; each is kept for 15 minutes, and their count and bytes are bounded.
final class PushedFindingsStore: Sendable {
    typealias Limits = ExpiringStore<NumberKey, [PushedFindings]>.Limits

    private struct State {
        var pushes: ExpiringStore<NumberKey, [PushedFindings]>
        /// Numbers of which something is over in a second while newer words live on; some of them may be gone meanwhile.
        var endings: [Int64: Set<NumberKey>] = [:]
        /// Numbers in all of ``endings``.
        var notes = 0
        private var tidyAt = PushedFindingsStore.fewNotes

        init(limits: Limits) {
            self.pushes = ExpiringStore(limits: limits)
        }

        mutating func keep(_ pushes: [PushedFindings], about number: NumberKey, at now: MonotonicTime) {
            guard let end = pushes.map(\.end).max() else {
                self.pushes.remove(number)
                return
            }
            self.pushes.insert(
                pushes, for: number, cost: pushes.reduce(96) { $0 + $1.footprint }, expiresAt: end, now: now)
        }

        /// Notes when something of a number is over.
        mutating func note(_ ends: [MonotonicTime], of number: NumberKey) {
            for end in ends where self.endings[PushedFindingsStore.second(end), default: []].insert(number).inserted {
                self.notes += 1
            }
            if self.notes > self.tidyAt { self.tidy() }
        }

        /// Drops the notes of what is gone; called when there are twice as many as after the last time.
        private mutating func tidy() {
            (self.endings, self.notes, self.tidyAt) = ([:], 0, .max)
            for (number, pushes) in self.pushes.all(where: { _, _ in true }) { self.note(pushes.flatMap(\.ends), of: number) }
            self.tidyAt = max(PushedFindingsStore.fewNotes, self.notes * 2)
        }
    }

    private static let fewNotes = 1_024
    private let state: Mutex<State>
    /// Grows with each push: whoever keeps finished answers makes them anew.
    private let changes = Atomic<UInt64>(0)
    /// So that lookups need no lock while nobody pushes.
    private let count = Atomic<Int>(0)

    init(limits: Limits = .init(entries: 100_000, cost: 64 << 20)) {
        self.state = Mutex(State(limits: limits))
    }

    /// Numbers noted for the seconds in which something of them is over.
    var notes: Int { self.state.withLock(\.notes) }

    var generation: UInt64 { self.changes.load(ordering: .relaxed) }

    func push(
        _ statement: CallerStatement, as connector: ConnectorID, about number: NumberKey, scope: ServiceScope,
        at now: MonotonicTime
    ) {
        self.state.withLock { state in
            var pushes = (state.pushes.value(for: number, at: now) ?? []).filter { $0.end > now }
            let before = pushes.firstIndex { $0.connector == connector && $0.scope == scope }
            var push = before.map { pushes[$0] } ?? PushedFindings(connector, scope)
            push.take(statement, at: now)
            if let before { pushes[before] = push } else { pushes.append(push) }
            state.keep(pushes, about: number, at: now)
            state.note(pushes.flatMap(\.ends), of: number)
            self.count.store(state.pushes.count, ordering: .relaxed)
        }
        self.changes.wrappingAdd(1, ordering: .relaxed)
    }

    /// What is known of a number, for whoever may see `audience`.
    func said(of number: CallerNumber, for audience: ServiceScope, at now: MonotonicTime) -> [StatedFacts] {
        guard self.count.load(ordering: .relaxed) > 0, let key = number.key else { return [] }
        let pushes = self.state.withLock { $0.pushes.value(for: key, at: now) } ?? []
        return pushes.filter { $0.scope.contains(audience) }.map { $0.said(at: now) }.filter { !$0.isEmpty }
            .sorted { $0.connector < $1.connector }
    }

    /// Forgets a number, and tells whether there was anything.
    func forget(_ number: NumberKey) -> Bool {
        self.state.withLock { state in
            let wasThere = state.pushes.remove(number)
            for second in state.endings.keys where state.endings[second]?.remove(number) != nil { state.notes -= 1 }
            self.count.store(state.pushes.count, ordering: .relaxed)
            return wasThere
        }
    }

    func sweep(at now: MonotonicTime) {
        self.state.withLock { state in
            state.pushes.sweep(at: now)
            for second in state.endings.keys.filter({ $0 < Self.second(now) }) {
                let due = state.endings.removeValue(forKey: second) ?? []
                state.notes -= due.count
                for number in due {
                    guard let pushes = state.pushes.value(for: number, at: now) else { continue }
                    let left = pushes.map { $0.without(whatIsOverAt: now) }.filter { $0.end > now }
                    state.keep(left, about: number, at: now)
                }
            }
            self.count.store(state.pushes.count, ordering: .relaxed)
        }
    }

    private static func second(_ time: MonotonicTime) -> Int64 { time.nanoseconds / 1_000_000_000 }
}
