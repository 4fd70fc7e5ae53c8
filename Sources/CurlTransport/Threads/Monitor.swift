internal import CCurl
internal import CallModel
import Glibc
internal import Waiting

/// State that threads share and wait on: a lock with a condition.
///
/// For our own threads only; no code that runs in a task may wait here.
///
/// `@unchecked`: `state` is touched only while `lock` is held, and both C objects live at fixed addresses until `deinit`.
final class Monitor<State>: @unchecked Sendable {
    /// The decision after a look at the state.
    enum Step<Value> {
        case done(Value)
        /// Wait for ``signal()``, at most until this time, then look again.
        case wait(until: MonotonicTime?)
    }

    private var state: State
    private let lock: UnsafeMutablePointer<pthread_mutex_t>
    private let condition: UnsafeMutablePointer<pthread_cond_t>

    init(_ state: State) {
        self.state = state
        self.lock = .allocate(capacity: 1)
        self.condition = .allocate(capacity: 1)
        pthread_mutex_init(self.lock, nil)
        var attributes = pthread_condattr_t()
        pthread_condattr_init(&attributes)
        pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
        pthread_cond_init(self.condition, &attributes)
        pthread_condattr_destroy(&attributes)
    }

    deinit {
        pthread_cond_destroy(self.condition)
        pthread_mutex_destroy(self.lock)
        self.condition.deallocate()
        self.lock.deallocate()
    }

    /// Touches the state; waits only while another thread does.
    func withLock<Value>(_ body: (inout State) -> Value) -> Value {
        pthread_mutex_lock(self.lock)
        defer { pthread_mutex_unlock(self.lock) }
        return body(&self.state)
    }

    /// Wakes one waiting thread.
    func signal() {
        pthread_cond_signal(self.condition)
    }

    /// Calls `look` now and after each wake-up until it is done.
    func wait<Value>(_ look: (inout State) -> Step<Value>) -> Value {
        pthread_mutex_lock(self.lock)
        defer { pthread_mutex_unlock(self.lock) }
        while true {
            switch look(&self.state) {
            case .done(let value):
                return value
            case .wait(nil):
                pthread_cond_wait(self.condition, self.lock)
            case .wait(let time?):
                let (seconds, rest) = max(0, time.nanoseconds).quotientAndRemainder(dividingBy: 1_000_000_000)
                var until = timespec(tv_sec: Int(seconds), tv_nsec: Int(rest))
                pthread_cond_timedwait(self.condition, self.lock, &until)
            }
        }
    }
}

/// The machine's monotonic clock, the one that ``Monitor`` waits by.
enum SteadyClock {
    static func now() -> MonotonicTime {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return MonotonicTime(nanoseconds: Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec))
    }
}

/// Threads of our own, for libraries that block. They take no signals, so that the process's handlers run elsewhere and a
/// connection closed by the other side never ends the process (`SIGPIPE`).
enum NamedThread {
    /// Starts a thread that nobody waits for.
    ///
    /// - Parameter name: Shown by `top -H` and debuggers; at most 15 bytes.
    /// - Returns: Whether there was a thread to be had; if not, `body` never runs.
    static func start(_ name: String, _ body: @escaping @Sendable () -> Void) -> Bool {
        DedicatedThread.detach(takesSignals: false) {
            ccurl_name_thread(name)
            body()
        }
    }
}
