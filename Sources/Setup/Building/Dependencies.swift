package import CallModel
internal import Glibc
package import OutboundHTTP

/// What connectors and the server are built with of the outside world; it lives as long as the process.
package struct Dependencies: Sendable {
    /// Reads, formats and compares telephone numbers.
    package var numbers: any NumberParser & NumberIndexer
    /// Sends questions to CRMs and flows, and fetches token issuers' keys.
    package var transport: any HTTPTransport
    /// Sends posts to flows, over connections of its own: those that hang take none away from connectors.
    package var callbacks: any HTTPTransport & DestinationCheck
    /// Compiles the jq programs of manifests.
    package var queries: any JSONQueryCompiler
    /// The clocks of everything that is built.
    package var time: any TimeSource

    package init(
        numbers: any NumberParser & NumberIndexer, transport: any HTTPTransport,
        callbacks: any HTTPTransport & DestinationCheck, queries: any JSONQueryCompiler, time: any TimeSource
    ) {
        self.numbers = numbers
        self.transport = transport
        self.callbacks = callbacks
        self.queries = queries
        self.time = time
    }
}

/// The machine's clocks; monotonic time counts from when the value was made.
package struct SystemTime: TimeSource {
    private let start = ContinuousClock.now

    /// Clocks of which the monotonic one is at zero now.
    package init() {}

    package func monotonicNow() -> MonotonicTime {
        MonotonicTime(nanoseconds: self.start.duration(to: .now).nanoseconds)
    }

    package func wallNow() -> WallTime {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return WallTime(milliseconds: Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000)
    }

    package func sleep(until time: MonotonicTime) async throws {
        try await Task.sleep(until: self.start + .nanoseconds(time.nanoseconds), clock: .continuous)
    }
}
