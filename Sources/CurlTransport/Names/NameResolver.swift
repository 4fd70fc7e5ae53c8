internal import CallModel
internal import DequeModule

/// Turns host names into addresses on a few threads of its own.
///
/// libcurl's resolver starts a thread for each transfer and can't take it back while a name server is silent; here one name
/// occupies one thread however many calls wait for it, and there are never more than ``maxThreads``.
final class NameResolver: Sendable {
    typealias LookUp = @Sendable (_ host: String) -> NameLookupResult
    typealias Reply = @Sendable (NameLookupResult) -> Void

    static let maxThreads = 8
    /// Different names that may wait for a thread.
    static let maxQueue = 256
    /// Calls that may wait for one name, those given up meanwhile among them.
    static let maxWaiting = 1_024

    private struct State {
        var cache = NameCache(capacity: 256)
        /// Names being asked or queued, with those who wait for them.
        var waiting: [String: [Reply]] = [:]
        var queue: Deque<String> = []
        var threads = 0
        var idle = 0
        var isStopped = false
    }

    private let monitor = Monitor(State())
    private let lookUp: LookUp

    /// - Parameter lookUp: May block; called on the resolver's threads.
    init(lookUp: @escaping LookUp = SystemResolver.lookUp) {
        self.lookUp = lookUp
    }

    /// Threads that exist now, at most ``maxThreads``.
    var threads: Int { self.monitor.withLock { $0.threads } }

    /// Calls `reply` once with what `host` resolves to: at once when that is known, else from one of the resolver's threads.
    /// After ``stop()`` it may never be called.
    func resolve(_ host: String, _ reply: @escaping Reply) {
        let (known, need): (NameLookupResult?, Need) = self.monitor.withLock { state in
            switch state.cache.knowledge(of: host, at: SteadyClock.now()) {
            case .addresses(let addresses, needsRefresh: false):
                return (.found(addresses), .nothing)
            case .addresses(let addresses, needsRefresh: true):
                return (.found(addresses), Self.ask(host, nil, &state))
            case .nothing:
                return (.unknown, .nothing)
            case .absent:
                let need = Self.ask(host, reply, &state)
                return (need == .relief ? .unavailable : nil, need)
            }
        }
        switch need {
        case .nothing, .relief: break
        case .idleThread: self.monitor.signal()
        case .newThread: self.startThread()
        }
        if let known { reply(known) }
    }

    /// Ends idle threads now and busy ones after their look-up; nobody waits for either.
    func stop() {
        let threads = self.monitor.withLock { state in
            state.isStopped = true
            state.queue = []
            state.waiting = [:]
            return state.threads
        }
        for _ in 0..<threads { self.monitor.signal() }
    }

    private enum Need {
        case nothing, idleThread, newThread
        /// Too much waits already.
        case relief
    }

    private static func ask(_ host: String, _ reply: Reply?, _ state: inout State) -> Need {
        guard !state.isStopped else { return .relief }
        let replies = reply.map { [$0] } ?? []
        if let count = state.waiting[host]?.count {
            guard count < Self.maxWaiting else { return .relief }
            state.waiting[host]? += replies
            return .nothing
        }
        guard state.queue.count < Self.maxQueue else { return .relief }
        state.waiting[host] = replies
        state.queue.append(host)
        if state.idle >= state.queue.count { return .idleThread }
        guard state.threads < Self.maxThreads else { return .nothing }
        state.threads += 1
        return .newThread
    }

    private func startThread() {
        let isStarted = NamedThread.start("callcard-names") { [monitor, lookUp] in
            while let host = Self.next(monitor) {
                let answer = lookUp(host)
                let replies = monitor.withLock { state in
                    state.cache.store(answer, for: host, at: SteadyClock.now())
                    return state.waiting.removeValue(forKey: host) ?? []
                }
                for reply in replies { reply(answer) }
            }
        }
        if !isStarted { self.monitor.withLock { $0.threads -= 1 } }
    }

    private static func next(_ monitor: Monitor<State>) -> String? {
        monitor.withLock { $0.idle += 1 }
        return monitor.wait { state in
            if state.isStopped {
                state.threads -= 1
                return .done(nil)
            }
            guard !state.queue.isEmpty else { return .wait(until: nil) }
            state.idle -= 1
            return .done(state.queue.removeFirst())
        }
    }
}
