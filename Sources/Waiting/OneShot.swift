/// A value that is set once, and that one task awaits. It comes first, or the task does; the first value counts.
///
/// Once handed over the value is held here no more, however long this lives.
public struct OneShot<Value: Sendable>: ~Copyable, Sendable {
    @usableFromInline
    enum State {
        case open
        case awaited(CheckedContinuation<Value, Never>)
        case set(Value)
        case handedOver
    }

    @usableFromInline let state = Lock(State.open)

    /// A one-shot without a value.
    @inlinable
    public init() {}

    /// Whether it was set.
    @inlinable
    public var isSet: Bool {
        self.state.withLock { state in
            switch state {
            case .open, .awaited: false
            case .set, .handedOver: true
            }
        }
    }

    /// Sets the value, unless one was set before.
    ///
    /// - Returns: Whether this one counts.
    @inlinable @discardableResult
    public func set(_ value: Value) -> Bool {
        let (isFirst, continuation) = self.state.withLock { state -> (Bool, CheckedContinuation<Value, Never>?) in
            switch state {
            case .open:
                state = .set(value)
                return (true, nil)
            case .awaited(let continuation):
                state = .handedOver
                return (true, continuation)
            case .set, .handedOver:
                return (false, nil)
            }
        }
        continuation?.resume(returning: value)
        return isFirst
    }

    /// The value, as soon as it is set. To be called once; cancelling the calling task has no effect.
    @inlinable
    public func value() async -> Value {
        await withCheckedContinuation { continuation in
            let value = self.state.withLock { state -> Value? in
                switch state {
                case .open:
                    state = .awaited(continuation)
                    return nil
                case .set(let value):
                    state = .handedOver
                    return value
                case .awaited, .handedOver:
                    preconditionFailure("a one-shot is awaited once")
                }
            }
            if let value { continuation.resume(returning: value) }
        }
    }
}

extension Task where Success == Never, Failure == Never {
    /// Waits until the calling task is cancelled; returns at once where it is.
    package static func untilCancelled() async {
        let isCancelled = OneShot<Void>()
        await withTaskCancellationHandler {
            await isCancelled.value()
        } onCancel: {
            isCancelled.set(())
        }
    }
}
