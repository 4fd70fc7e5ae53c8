internal import CallModel

/// The entries of all sessions, and the numbers of what happens to them; a pure value.
struct SessionContextEntries: Sendable {
    var entries = ExpiringStore<String, SessionContextEntry>(limits: .init(entries: 100_000, cost: 256 << 20))
    private var numbers: UInt64 = 0

    /// Numbers grow with time.
    mutating func nextNumber() -> UInt64 {
        self.numbers += 1
        return self.numbers
    }

    /// The entry of a session that a reader of `scope` may see.
    mutating func entry(of session: String, for scope: ServiceScope, at now: MonotonicTime) -> SessionContextEntry? {
        self.entries.value(for: session, at: now).flatMap { scope.contains($0.audience) ? $0 : nil }
    }

    /// Keeps an entry for as long as its lifetime says.
    mutating func keep(_ entry: SessionContextEntry, for session: String, at now: MonotonicTime) {
        var entry = entry
        let end: MonotonicTime
        switch entry.lifetime {
        case .sliding: end = now + SessionContextStore.lifetime
        case .held: end = now + SessionContextStore.longestCall
        case .until(let time, _): end = time
        }
        let shownEnd = entry.shownEnd
        if shownEnd.isFixed { entry.context?.expiresAt = shownEnd.wall }
        self.entries.insert(entry, for: session, cost: entry.footprint, expiresAt: end, now: now)
    }
}
