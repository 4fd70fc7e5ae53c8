public import CallModel
internal import Synchronization

/// A journal that lasts as long as its process: for tests, and for servers whose operator named no file.
public final class InMemoryJournal: Sendable {
    struct State {
        var sessions: [String: Session] = [:]
        var settings: [String: SettingsRecord] = [:]
        var inactive: [String: Set<String>] = [:]
        var tags: [TagKey: TagEntry] = [:]
        var recalls: [RecallRecord] = []
        var subscriptions: [String: SubscriptionRecord] = [:]
        /// With so many sessions the oldest of those that are over go.
        var tidyAt = 0
    }

    struct Session {
        /// All but the events.
        var head: SessionRecord
        /// By id.
        var events: [String: CallEvent] = [:]
        /// Who has it in their list, by user.
        var listings: [String: SessionDelta.Listing] = [:]

        var record: SessionRecord {
            var record = self.head
            record.events = Array(self.events.values)
            return record
        }
    }

    struct TagKey: Hashable {
        let service: String
        let searchKey: String
    }

    struct TagEntry {
        var text: String
        var uses: Int
        var lastUsedAt: WallTime
    }

    let state = Mutex(State())
    private let limits: InMemoryJournalLimits

    /// An empty journal.
    public init(limits: InMemoryJournalLimits = .init()) {
        self.limits = limits
    }
}

extension InMemoryJournal: Journal {
    public func commit(_ entries: [JournalEntry]) async throws(JournalError) {
        self.state.withLock { state in
            for entry in entries { state.apply(entry) }
            state.makeRoom(self.limits)
        }
    }

    public func start() async throws(JournalError) -> JournalSnapshot {
        self.state.withLock { state in
            JournalSnapshot(
                liveSessions: state.sessions.values.filter(\.head.isLive).map(\.record), settings: state.settings,
                inactiveServices: state.inactive,
                subscriptions: state.subscriptions.values.sorted { ($0.createdAt, $0.id) < ($1.createdAt, $1.id) })
        }
    }
}
