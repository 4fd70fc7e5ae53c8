internal import CallModel
internal import Waiting

/// The callers of events that wait for their calls: in memory only, and no longer than the events.
///
/// A number's region is its service's, which is not known yet, so that the text stays as it came.
final class EarlyCallers: Sendable {
    /// The facts about a caller that came with an event.
    struct Caller: Sendable, Redacted {
        /// The number as it came from the network; `nil` where the event has none.
        var number: String?
        /// The caller's internet address; likewise.
        var address: IPAddress?
        /// The services that the posting credential reaches.
        let scope: ServiceScope
        /// The reading of its numbers that goes first.
        let withoutPlus: WithoutPlus
    }

    /// By session, in the order in which they came.
    private let callers = Lock<[String: [(event: EarlyEventRecord.ID, caller: Caller)]]>([:])

    /// Keeps a caller, unless the event's is kept already.
    ///
    /// - Returns: Whether it was kept.
    func hold(_ caller: Caller, of event: EarlyEventRecord.ID) -> Bool {
        self.callers.withLock { callers in
            guard !(callers[event.session] ?? []).contains(where: { $0.event == event }) else { return false }
            callers[event.session, default: []].append((event, caller))
            return true
        }
    }

    /// The numbers that a credential told of a session's caller, as they came.
    ///
    /// - Parameter key: The credential's id.
    func numbers(of session: String, from key: String) -> [String] {
        self.callers.withLock { callers in
            callers[session]?.filter { $0.event.key == key }.compactMap(\.caller.number) ?? []
        }
    }

    /// A session's callers, of credentials that reach its service; they are kept on.
    func callers(of session: String, reaching service: String) -> [Caller] {
        self.callers.withLock { callers in
            callers[session]?.map(\.caller).filter { $0.scope.contains(service) } ?? []
        }
    }

    /// Hands out a session's callers, the last one last, and keeps them no longer.
    func take(_ session: String) -> [(event: EarlyEventRecord.ID, caller: Caller)] {
        self.callers.withLock { $0.removeValue(forKey: session) ?? [] }
    }

    /// Drops the callers of some events.
    func drop(_ events: [EarlyEventRecord.ID]) {
        self.callers.withLock { callers in
            for event in events {
                callers[event.session]?.removeAll { $0.event == event }
                if callers[event.session]?.isEmpty ?? false { callers[event.session] = nil }
            }
        }
    }

    /// Drops the callers whose number is meant, of credentials within `scope`.
    ///
    /// - Returns: How many those were.
    func forget(within scope: ServiceScope, where isMeant: (_ number: String, WithoutPlus) -> Bool) -> Int {
        let held = self.callers.withLock { $0.values.flatMap(\.self) }
        let forgotten = held.filter { entry in
            scope.contains(entry.caller.scope) && (entry.caller.number.map { isMeant($0, entry.caller.withoutPlus) } ?? false)
        }
        self.drop(forgotten.map(\.event))
        return forgotten.count
    }
}
