package import CallModel
internal import Waiting

/// Statements on sessions of which no event has come, each kept for 10 seconds: results may come before the call's first event (B7).
///
/// Whoever sends them has a fair share of the room, and in a full one loses its own oldest first.
package final class PendingStatements: Sendable {
    private struct Entry {
        let statement: PendingStatement
        let end: MonotonicTime
    }

    private struct State {
        var sessions: [String: [FairShare<String, Entry>.Place]] = [:]
        var room: FairShare<String, Entry>
        /// Bytes that each counts at least, so that their number is bounded with their bytes.
        let leastSize: Int

        /// - Returns: Whether there is room, and the statements that lost theirs.
        mutating func add(_ entry: Entry) -> (isKept: Bool, gone: [PendingStatement]) {
            let admission = self.room.add(
                entry, of: entry.statement.sender, size: max(self.leastSize, entry.statement.size), ownRoom: .oldestGoes)
            if let place = admission.place { self.sessions[entry.statement.session, default: []].append(place) }
            for gone in admission.gone { self.tidy(gone.statement.session) }
            return (admission.place != nil, admission.gone.map(\.statement))
        }

        mutating func remove(_ session: String) -> [Entry] {
            (self.sessions.removeValue(forKey: session) ?? []).compactMap { self.room.remove($0) }
        }

        /// Drops the places of a session that have gone.
        private mutating func tidy(_ session: String) {
            let left = (self.sessions[session] ?? []).filter { self.room[$0] != nil }
            self.sessions[session] = left.isEmpty ? nil : left
        }
    }

    /// The time for which a statement waits for its session.
    static let lifetime = Duration.seconds(10)

    private let time: any TimeSource
    private let state: Lock<State>

    /// A store without statements.
    ///
    /// - Parameters:
    ///   - time: Says when a statement has waited in vain.
    ///   - entryLimit: Most statements, 1 at least.
    ///   - byteLimit: Most bytes that they came in, together.
    package init(time: any TimeSource, entryLimit: Int = 10_000, byteLimit: Int = 16 << 20) {
        self.time = time
        self.state = Lock(State(room: FairShare(limit: byteLimit), leastSize: max(1, byteLimit / entryLimit)))
    }

    /// Keeps a statement for its session.
    ///
    /// - Returns: Whether there was room, and those that lost theirs to it: they have had no effect.
    package func add(_ statement: PendingStatement) -> (isKept: Bool, gone: [PendingStatement]) {
        let end = self.time.monotonicNow() + Self.lifetime
        return self.state.withLock { $0.add(Entry(statement: statement, end: end)) }
    }

    /// Hands out the statements on a session, in the order in which they came.
    ///
    /// - Parameters:
    ///   - session: The session's id.
    ///   - isAccepted: Whether a statement has found its session; one that has not waits on, for the rest of its time.
    /// - Returns: Those that have not, and lost their room meanwhile.
    package func release(_ session: String, isAccepted: (PendingStatement) -> Bool) -> [PendingStatement] {
        let now = self.time.monotonicNow()
        let entries = self.state.withLock { $0.sessions[session] == nil ? [] : $0.remove(session) }
        // Those whose time is over are left for the next sweep, which counts them.
        let left = entries.filter { $0.end <= now || !isAccepted($0.statement) }
        guard !left.isEmpty else { return [] }
        return self.state.withLock { state in
            // Those that came meanwhile came later.
            let later = state.remove(session)
            return (left + later).flatMap { entry in
                let (isKept, gone) = state.add(entry)
                return isKept ? gone : gone + [entry.statement]
            }
        }
    }

    /// Removes the statements that waited in vain, and returns them.
    package func sweep() -> [PendingStatement] {
        let now = self.time.monotonicNow()
        return self.state.withLock { state in
            let due = state.sessions.filter { $0.value.contains { state.room[$0].map { $0.end <= now } ?? true } }.keys
            return due.flatMap { session in
                let entries = state.remove(session)
                let lost = entries.filter { $0.end > now }.flatMap { state.add($0).gone }
                return entries.filter { $0.end <= now }.map(\.statement) + lost
            }
        }
    }

    /// The count of statements that wait.
    package var count: Int { self.state.withLock(\.room.count) }
}

/// A statement on a session of which no event has come yet.
package struct PendingStatement: Sendable {
    /// The session's id.
    package let session: String
    /// The connector under whose name the statement counts.
    package let connector: ConnectorID
    /// The services that the sender's credential reaches.
    package let scope: ServiceScope
    /// The name of whoever sent it, by which such statements are shared fairly.
    package let sender: String
    /// The members to set and to clear.
    package let statement: CallerStatement
    /// The delivery that made the statement, for ``WebhookDeduplicator/forget(_:)``.
    package let delivery: WebhookDeliveryDigest
    /// Length of the delivery's body in bytes.
    package let size: Int

    /// A statement that one delivery made.
    package init(
        session: String, connector: ConnectorID, scope: ServiceScope, sender: String, statement: CallerStatement,
        delivery: WebhookDeliveryDigest, size: Int
    ) {
        self.session = session
        self.connector = connector
        self.scope = scope
        self.sender = sender
        self.statement = statement
        self.delivery = delivery
        self.size = size
    }
}

extension PendingStatement: Redacted {}
