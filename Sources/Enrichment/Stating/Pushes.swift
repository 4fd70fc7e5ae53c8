internal import CallModel
internal import Synchronization

/// Findings about numbers that came unasked, by webhook; each is kept for 15 minutes.
final class Pushes: Sendable {
    private struct Push: Sendable {
        var said: Said
        /// The services that it is for.
        let scope: ServiceScope
        let end: MonotonicTime
    }

    private struct State {
        var pushes = ExpiringStore<NumberKey, [Push]>(limits: .init(entries: 100_000, cost: 64 << 20))
    }

    private let state = Mutex(State())
    /// Grows with each push: whoever keeps finished answers makes them anew.
    private let changes = Atomic<UInt64>(0)
    /// So that lookups need no lock while nobody pushes.
    private let count = Atomic<Int>(0)

    var generation: UInt64 { self.changes.load(ordering: .relaxed) }

    func push(
        _ statement: Statement, as connector: ConnectorID, about number: NumberKey, scope: ServiceScope, at now: MonotonicTime
    ) {
        self.state.withLock { state in
            var pushes = (state.pushes.value(for: number, at: now) ?? []).filter { $0.end > now }
            let before = pushes.firstIndex { $0.said.connector == connector && $0.scope == scope }
            var push = Push(
                said: before.map { pushes[$0].said } ?? Said(connector), scope: scope, end: now + SessionContexts.lifetime)
            push.said.take(statement)
            if let before { pushes[before] = push } else { pushes.append(push) }
            let cost = pushes.reduce(96) { $0 + 64 + $1.said.footprint }
            state.pushes.insert(pushes, for: number, cost: cost, expiresAt: push.end, now: now)
            self.count.store(state.pushes.count, ordering: .relaxed)
        }
        self.changes.wrappingAdd(1, ordering: .relaxed)
    }

    /// What is known of a number, for whoever may see `audience`.
    func said(of number: CallerNumber, for audience: ServiceScope, at now: MonotonicTime) -> [Said] {
        guard self.count.load(ordering: .relaxed) > 0, let key = number.key else { return [] }
        let pushes = self.state.withLock { $0.pushes.value(for: key, at: now) } ?? []
        return pushes.filter { $0.end > now && $0.scope.contains(audience) && !$0.said.isEmpty }.map(\.said)
            .sorted { $0.connector < $1.connector }
    }

    /// Forgets a number, and tells whether there was anything.
    func forget(_ number: NumberKey) -> Bool {
        self.state.withLock { state in
            let wasThere = state.pushes.remove(number)
            self.count.store(state.pushes.count, ordering: .relaxed)
            return wasThere
        }
    }

    func sweep(at now: MonotonicTime) {
        self.state.withLock { state in
            state.pushes.sweep(at: now)
            self.count.store(state.pushes.count, ordering: .relaxed)
        }
    }
}
