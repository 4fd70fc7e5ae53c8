internal import CallModel

/// Sessions by their ids. Those that go on are found without looking at those that are over, which are many more.
struct SessionTable: Sendable {
    private var sessions: [String: CallSession] = [:]
    private var liveIDs: Set<String> = []

    subscript(_ id: String) -> CallSession? {
        get { self.sessions[id] }
        set {
            self.sessions[id] = newValue
            if newValue?.isLive ?? false {
                self.liveIDs.insert(id)
            } else {
                self.liveIDs.remove(id)
            }
        }
    }

    /// Those that go on.
    var live: some Sequence<CallSession> { self.liveIDs.lazy.compactMap { self.sessions[$0] } }

    var count: Int { self.sessions.count }

    /// How many go on.
    var liveCount: Int { self.liveIDs.count }
}
