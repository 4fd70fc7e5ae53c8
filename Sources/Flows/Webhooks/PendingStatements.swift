package import CallModel
internal import Waiting

/// Statements on sessions of which no event has come, each kept for 10 seconds: results may come before the call's first event (B7).
package final class PendingStatements: Sendable {
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

    /// The time for which a statement waits for its session.
    static let lifetime = Duration.seconds(10)

    private let time: any TimeSource
    private let entryLimit: Int
    private let byteLimit: Int
    private let state = Lock(State())

    /// A store without statements.
    ///
    /// - Parameters:
    ///   - time: Says when a statement has waited in vain.
    ///   - entryLimit: Most statements.
    ///   - byteLimit: Most bytes that they came in, together.
    package init(time: any TimeSource, entryLimit: Int = 10_000, byteLimit: Int = 16 << 20) {
        self.time = time
        self.entryLimit = entryLimit
        self.byteLimit = byteLimit
    }

    /// Keeps a statement for its session.
    ///
    /// - Returns: Whether there was room.
    package func add(_ statement: PendingStatement) -> Bool {
        let end = self.time.monotonicNow() + Self.lifetime
        return self.state.withLock { state in
            guard state.count < self.entryLimit, state.bytes + statement.size <= self.byteLimit else { return false }
            state.add(Entry(statement: statement, end: end))
            return true
        }
    }

    /// Hands out the statements on a session, in the order in which they came.
    ///
    /// - Parameters:
    ///   - session: The session's id.
    ///   - isAccepted: Whether a statement has found its session; one that has not waits on, for the rest of its time.
    package func release(_ session: String, isAccepted: (PendingStatement) -> Bool) {
        let now = self.time.monotonicNow()
        let entries = self.state.withLock { $0.sessions[session] == nil ? [] : $0.remove(session) }
        // Those whose time is over are left for the next sweep, which counts them.
        let left = entries.filter { $0.end <= now || !isAccepted($0.statement) }
        guard !left.isEmpty else { return }
        self.state.withLock { state in
            // Those that came meanwhile came later.
            let later = state.remove(session)
            for entry in left + later { state.add(entry) }
        }
    }

    /// Removes the statements that waited in vain, and returns them.
    package func sweep() -> [PendingStatement] {
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

    /// The count of statements that wait.
    package var count: Int { self.state.withLock(\.count) }
}

/// A statement on a session of which no event has come yet.
package struct PendingStatement: Sendable {
    /// The session's id.
    package let session: String
    /// The connector under whose name the statement counts.
    package let connector: ConnectorID
    /// The services that the sender's credential reaches.
    package let scope: ServiceScope
    /// The members to set and to clear.
    package let statement: CallerStatement
    /// The delivery that made the statement, for ``WebhookDeduplicator/forget(_:)``.
    package let delivery: WebhookDeliveryDigest
    /// Length of the delivery's body in bytes.
    package let size: Int

    /// A statement that one delivery made.
    package init(
        session: String, connector: ConnectorID, scope: ServiceScope, statement: CallerStatement, delivery: WebhookDeliveryDigest,
        size: Int
    ) {
        self.session = session
        self.connector = connector
        self.scope = scope
        self.statement = statement
        self.delivery = delivery
        self.size = size
    }
}

extension PendingStatement: Redacted {}
