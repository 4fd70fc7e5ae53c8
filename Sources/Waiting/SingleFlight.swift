/// Does a piece of work once for all who want its result at the same time.
///
/// The work has a task of its own: it goes on, and its result counts, also when those who wanted it are cancelled.
public final class SingleFlight<Value: Sendable>: Sendable {
    @usableFromInline
    struct State {
        @usableFromInline var isUnderWay = false
        @usableFromInline var waiting: [Int: CheckedContinuation<Value, Never>] = [:]
        @usableFromInline var tickets = 0

        @inlinable
        init() {}

        /// Notes that the work is under way; tells whether it was not.
        @inlinable
        mutating func begin() -> Bool {
            defer { self.isUnderWay = true }
            return !self.isUnderWay
        }
    }

    @usableFromInline let state = Lock(State())

    /// A single flight whose work is not under way.
    @inlinable
    public init() {}

    /// Whether the work is under way.
    @inlinable
    public var isUnderWay: Bool { self.state.withLock { $0.isUnderWay } }

    /// The count of tasks that wait for the work's result.
    package var waiting: Int { self.state.withLock(\.waiting.count) }

    /// Starts the work unless it is under way; returns at once.
    @inlinable
    public func start(_ work: @escaping @Sendable () async -> Value) {
        if self.state.withLock({ $0.begin() }) { self.launch(work) }
    }

    /// The result of the work, which is started unless it is under way.
    ///
    /// - Parameters:
    ///   - substitute: Returned in its place as soon as the calling task is cancelled; `nil` waits all the same.
    ///   - work: Not called where it is under way. Before its result is handed out, the work counts as over: who comes then starts
    ///     it anew.
    @inlinable
    public func value(ifCancelled substitute: Value? = nil, _ work: @escaping @Sendable () async -> Value) async -> Value {
        let ticket = self.state.withLock { state in
            state.tickets += 1
            return state.tickets
        }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let (isFirst, early) = self.state.withLock { state -> (Bool, Value?) in
                    let isFirst = state.begin()
                    // Cancelled before it waited: the handler below has found nobody.
                    if let substitute, Task.isCancelled { return (isFirst, substitute) }
                    state.waiting[ticket] = continuation
                    return (isFirst, nil)
                }
                if let early { continuation.resume(returning: early) }
                if isFirst { self.launch(work) }
            }
        } onCancel: {
            guard let substitute else { return }
            self.state.withLock { $0.waiting.removeValue(forKey: ticket) }?.resume(returning: substitute)
        }
    }

    @usableFromInline
    func launch(_ work: @escaping @Sendable () async -> Value) {
        Task {
            let value = await work()
            let waiting = self.state.withLock { state in
                state.isUnderWay = false
                defer { state.waiting = [:] }
                return state.waiting
            }
            for continuation in waiting.values { continuation.resume(returning: value) }
        }
    }
}
