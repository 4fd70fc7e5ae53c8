public import CallModel
internal import Waiting

/// Keeps what was said of sessions that nobody has heard of, for 10 seconds: results may come before the call's first event (B7).
public final class PendingStatements: Sendable {
    private struct Entry {
        let statement: PendingStatement
        let end: MonotonicTime
    }

    private struct State {
        var sessions: [String: [Entry]] = [:]
        var count = 0
        var bytes = 0

        mutating func add(_ entry: Entry) {
            self.sessions[entry.statement.session, default: []].append(entry)
            self.count += 1
            self.bytes += entry.statement.size
        }

        mutating func remove(_ session: String) -> [Entry] {
            let entries = self.sessions.removeValue(forKey: session) ?? []
            self.count -= entries.count
            self.bytes -= entries.reduce(0) { $0 + $1.statement.size }
            return entries
        }
    }

    /// How long a statement waits for its session.
    static let lifetime = Duration.seconds(10)

    private let time: any TimeSource
    private let entryLimit: Int
    private let byteLimit: Int
    private let state = Lock(State())

    /// - Parameters:
    ///   - entryLimit: Most statements.
    ///   - byteLimit: Most bytes that they came in, together.
    public init(time: any TimeSource, entryLimit: Int = 10_000, byteLimit: Int = 16 << 20) {
        self.time = time
        self.entryLimit = entryLimit
        self.byteLimit = byteLimit
    }

    /// - Returns: Whether there was room.
    public func hold(_ statement: PendingStatement) -> Bool {
        let end = self.time.monotonicNow() + Self.lifetime
        return self.state.withLock { state in
            guard state.count < self.entryLimit, state.bytes + statement.size <= self.byteLimit else { return false }
            state.add(Entry(statement: statement, end: end))
            return true
        }
    }

    /// Hands out what was said of a session, in the order in which it came.
    ///
    /// - Parameter isTaken: Whether it has found its session; what has not goes on waiting, for the rest of its time.
    public func release(_ session: String, isTaken: (PendingStatement) -> Bool) {
        let now = self.time.monotonicNow()
        let entries = self.state.withLock { $0.sessions[session] == nil ? [] : $0.remove(session) }
        // What is over is left for the next sweep to count.
        let left = entries.filter { $0.end <= now || !isTaken($0.statement) }
        guard !left.isEmpty else { return }
        self.state.withLock { state in
            // What came meanwhile came later.
            let later = state.remove(session)
            for entry in left + later { state.add(entry) }
        }
    }

    /// Removes what waited in vain, and returns it.
    public func sweep() -> [PendingStatement] {
        let now = self.time.monotonicNow()
        return self.state.withLock { state in
            let due = state.sessions.filter { $0.value.contains { $0.end <= now } }.keys
            return due.flatMap { session in
                let entries = state.remove(session)
                for entry in entries where entry.end > now { state.add(entry) }
                return entries.filter { $0.end <= now }.map(\.statement)
            }
        }
    }

    /// How many wait.
    public var count: Int { self.state.withLock(\.count) }
}
