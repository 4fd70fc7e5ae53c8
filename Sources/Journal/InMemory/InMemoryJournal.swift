public import CallModel
internal import Synchronization

/// A journal that lasts as long as its process: for tests, and for servers whose operator named no file.
public final class InMemoryJournal: Sendable {
    struct State {
        var sessions: [String: SessionRecord] = [:]
        var settings: [String: SettingsRecord] = [:]
        var inactive: [String: Set<String>] = [:]
        var tags: [TagKey: TagEntry] = [:]
        var recalls: [RecallRecord] = []
        var subscriptions: [String: SubscriptionRecord] = [:]
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

    /// An empty journal.
    public init() {}
}

extension InMemoryJournal: Journal {
    public func commit(_ entries: [JournalEntry]) async throws(JournalError) {
        self.state.withLock { state in
            for entry in entries { state.apply(entry) }
        }
    }

    public func start() async throws(JournalError) -> JournalStart {
        self.state.withLock { state in
            JournalStart(
                liveSessions: state.sessions.values.filter(\.isLive), settings: state.settings, inactiveServices: state.inactive,
                subscriptions: state.subscriptions.values.sorted { ($0.createdAt, $0.id) < ($1.createdAt, $1.id) })
        }
    }
}
