#if SANITIZED
    import Glibc

    /// A value that one thread at a time may touch; nothing may be awaited, and the lock not be taken again, meanwhile.
    ///
    /// This is the form for sanitizers, behind a mutex of POSIX: ThreadSanitizer does not know the system calls of `Mutex` and takes
    /// what that guards for a race.
    ///
    /// `@unchecked`: `value` is touched only while `mutex` is held, and both live at fixed addresses until `deinit`.
    public struct Lock<Value: ~Copyable>: ~Copyable, @unchecked Sendable {
        private let mutex: UnsafeMutablePointer<pthread_mutex_t>
        private let value: UnsafeMutablePointer<Value>

        /// A lock around `initialValue`.
        public init(_ initialValue: consuming sending Value) {
            self.mutex = .allocate(capacity: 1)
            self.value = .allocate(capacity: 1)
            pthread_mutex_init(self.mutex, nil)
            self.value.initialize(to: initialValue)
        }

        deinit {
            pthread_mutex_destroy(self.mutex)
            self.value.deinitialize(count: 1)
            self.value.deallocate()
            self.mutex.deallocate()
        }

        /// Runs `body` with the value while no other thread can, and returns what it returns.
        public borrowing func withLock<Result: ~Copyable, Failure: Error>(
            _ body: (inout sending Value) throws(Failure) -> sending Result
        ) throws(Failure) -> sending Result {
            pthread_mutex_lock(self.mutex)
            defer { pthread_mutex_unlock(self.mutex) }
            return try body(&self.value.pointee)
        }
    }
#else
    public import Synchronization

    /// A value that one thread at a time may touch; nothing may be awaited, and the lock not be taken again, meanwhile.
    ///
    /// It is `Mutex`, and costs what that costs; builds with `-D SANITIZED` have another form in its place.
    public struct Lock<Value: ~Copyable>: ~Copyable, Sendable {
        @usableFromInline let mutex: Mutex<Value>

        /// A lock around `initialValue`.
        @inlinable
        public init(_ initialValue: consuming sending Value) {
            self.mutex = Mutex(initialValue)
        }

        /// Runs `body` with the value while no other thread can, and returns what it returns.
        @inlinable @inline(__always)
        public borrowing func withLock<Result: ~Copyable, Failure: Error>(
            _ body: (inout sending Value) throws(Failure) -> sending Result
        ) throws(Failure) -> sending Result {
            try self.mutex.withLock(body)
        }
    }
#endif

extension Lock where Value: ~Copyable {
    /// Suspends the calling task until it is woken. For waiting on what the lock guards.
    ///
    /// - Parameter body: Keeps the task where another will find and wake it, once, and returns true; or returns false where there
    ///   is nothing to wait for. It decides under the lock, so that no change is missed in between.
    @inlinable
    public borrowing func park(_ body: (inout sending Value, ParkedTask) -> Bool) async {
        await withCheckedContinuation { continuation in
            let task = ParkedTask(continuation)
            if !self.withLock({ body(&$0, task) }) { task.wake() }
        }
    }
}

/// A task that ``Lock/park(_:)`` suspended.
public struct ParkedTask: Sendable {
    @usableFromInline let continuation: CheckedContinuation<Void, Never>

    @inlinable
    init(_ continuation: CheckedContinuation<Void, Never>) {
        self.continuation = continuation
    }

    /// Lets the task go on; to be called exactly once, after the lock was released.
    @inlinable
    public func wake() {
        self.continuation.resume()
    }
}
