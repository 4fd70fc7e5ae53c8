package import CallModel
package import Logging
internal import Metrics
internal import Waiting

/// The server's log on standard error: text or JSON, from a level on, equal lines written a few times a minute and then counted.
///
/// Whoever logs never waits for whoever reads: see ``LineWriter``.
package final class ServerLog: Sendable {
    private let options = OptionsInForce()
    private let repeated = Lock(RepeatedLines())
    private let time: any TimeSource
    private let writer: LineWriter

    /// A log with the options of ``LogOptions/init()``. Its metric, `callcard_log_dropped_total`, goes to the metrics system, which is
    /// to be there before.
    ///
    /// - Parameters:
    ///   - descriptor: Where lines go, by default standard error.
    ///   - capacity: Bytes that may wait for a reader.
    package init(descriptor: CInt = 2, capacity: Int = LineWriter.capacity, time: any TimeSource) {
        let dropped = Counter(label: "callcard_log_dropped_total")
        self.time = time
        self.writer = LineWriter(
            descriptor: descriptor, capacity: capacity,
            gapLine: { [options] count in
                let were = count == 1 ? "1 line of the log was" : "\(count) lines of the log were"
                let line = LogLine(level: .warning, message: "\(were) dropped: nobody read them, or there was no room")
                return line.encoded(at: time.wallNow(), as: options.current.format)
            },
            onLoss: { dropped.increment(by: $0) })
    }

    /// Writes by other options from now on.
    package func use(_ options: LogOptions) {
        self.options.current = options
    }

    /// A backend for loggers.
    package func handler() -> any LogHandler {
        ServerLogHandler(log: self)
    }

    /// Has faults of the process (`SIGSEGV`, `SIGILL`, `SIGABRT` …) wait until lines that are there are written, a second at most.
    /// Of several logs the last one counts.
    package func writeAtFaults() {
        FaultHandler.wait(for: self.writer)
    }

    /// Tells once in a while how often lines were repeated, until its task is cancelled.
    package func run() async {
        while (try? await self.time.sleep(until: self.time.monotonicNow() + .seconds(5))) != nil { self.tellRepetitions() }
    }

    /// Tells of all repetitions and waits until everything is written, blocking the calling thread. For the end of the process.
    ///
    /// - Parameter time: The longest wait.
    package func flush(within time: Duration) {
        self.tellRepetitions(all: true)
        self.writer.flush(within: time)
    }

    /// The least urgent level that is written.
    var level: Logger.Level { self.options.current.level }

    /// Writes a line, unless it was said too often.
    func write(_ line: LogLine) {
        let now = self.time.monotonicNow()
        self.tellRepetitions()
        if self.repeated.withLock({ $0.admits(line, at: now) }) { self.writeNow(line) }
    }

    private func tellRepetitions(all: Bool = false) {
        let now = self.time.monotonicNow()
        for summary in self.repeated.withLock({ $0.due(at: now, all: all) }) { self.writeNow(summary.said) }
    }

    private func writeNow(_ line: LogLine) {
        self.writer.write(line.encoded(at: self.time.wallNow(), as: self.options.current.format))
    }
}
