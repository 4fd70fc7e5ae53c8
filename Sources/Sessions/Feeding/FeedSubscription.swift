public import CallModel
internal import Synchronization

/// One open page of a user, as the feed sees it. One task reads it.
public final class FeedSubscription: Sendable {
    /// What the reader is to do next.
    public enum Delivery: Sendable {
        /// Tell these, in order; at least one.
        case items([(number: UInt64, item: FeedItem)])
        /// Nothing happened for a while: show that the line is open.
        case silence
        /// It is over: the reader was too slow, or the server stops.
        case end
    }

    private struct State {
        var items: [(number: UInt64, item: FeedItem)] = []
        var reader: CheckedContinuation<Void, Never>?
        var isSilent = false
        var isEnded = false
        var onEnd: (@Sendable () -> Void)?
        var lastDelivery: MonotonicTime
    }

    /// A UPN in lower case.
    public let user: String
    /// The feed's last item when it began.
    public let start: UInt64
    /// Whether the reader goes on where it was; else it needs a snapshot.
    public let isResumed: Bool
    private let state: Mutex<State>

    init(user: String, at start: UInt64, missed: [(number: UInt64, item: FeedItem)]?, now: MonotonicTime) {
        self.user = user
        self.start = start
        self.isResumed = missed != nil
        self.state = Mutex(State(items: missed ?? [], lastDelivery: now))
    }

    /// Waits for what is to be told next.
    public func next(at time: any TimeSource) async -> Delivery {
        while true {
            if let delivery = self.take(at: time.monotonicNow()) { return delivery }
            await withCheckedContinuation { continuation in
                let isAwake = self.state.withLock { state in
                    if state.isEnded || state.isSilent || !state.items.isEmpty { return true }
                    state.reader = continuation
                    return false
                }
                if isAwake { continuation.resume() }
            }
        }
    }

    private func take(at now: MonotonicTime) -> Delivery? {
        self.state.withLock { state in
            if state.isEnded { return .end }
            guard state.isSilent || !state.items.isEmpty else { return nil }
            state.lastDelivery = now
            state.isSilent = false
            guard !state.items.isEmpty else { return .silence }
            defer { state.items.removeAll(keepingCapacity: true) }
            return .items(state.items)
        }
    }

    /// A reader that lags behind too far is ended.
    func add(_ number: UInt64, _ item: FeedItem) {
        self.wake { state in
            state.items.append((number, item))
            if state.items.count > EntryFeed.memory { state.isEnded = true }
        }
    }

    func beat(at now: MonotonicTime) {
        self.wake { state in
            if now - state.lastDelivery >= EntryFeed.heartbeat { state.isSilent = true }
        }
    }

    /// Ends it; its reader hears of that next.
    public func end() {
        self.wake { $0.isEnded = true }
    }

    /// Calls `handler` once it ends, also where its reader is busy and does not hear.
    public func whenEnded(_ handler: @escaping @Sendable () -> Void) {
        let isEnded = self.state.withLock { state in
            if !state.isEnded { state.onEnd = handler }
            return state.isEnded
        }
        if isEnded { handler() }
    }

    private func wake(_ change: (inout State) -> Void) {
        let (reader, handler) = self.state.withLock { state -> (CheckedContinuation<Void, Never>?, (@Sendable () -> Void)?) in
            change(&state)
            guard state.isEnded || state.isSilent || !state.items.isEmpty else { return (nil, nil) }
            let reader = state.reader
            state.reader = nil
            guard state.isEnded else { return (reader, nil) }
            defer { state.onEnd = nil }
            return (reader, state.onEnd)
        }
        handler?()
        reader?.resume()
    }
}
