internal import CallModel
internal import CCurl
public import OutboundHTTP
internal import Synchronization

/// Sends HTTP calls with libcurl.
///
/// The life of a call:
/// 1. Its URL, headers and limits are checked; what libcurl could read in two ways goes no further.
/// 2. Its deadline is set, on a thread that does nothing else.
/// 3. Its host name is resolved, by ``NameResolver``.
/// 4. It is handed to the loop, one thread that drives all transfers by libcurl's multi interface.
/// 5. Each address is checked against the call's policy before a socket is opened, and again before a request is sent.
/// 6. The first of answer, deadline, cancellation and shutdown resumes the waiting task; cleaning up comes after.
///
/// Status codes are not judged: a 302 or a 500 is an answer.
public final class CurlTransport: HTTPTransport {
    private let loop: CurlLoop
    private let deadlines: DeadlineTimer
    let names: NameResolver
    private let counters: TransferCounters
    private let isStopped = Atomic(false)

    /// Starts the threads.
    ///
    /// - Throws: ``TransportError/unusable`` when libcurl or a thread can't be had.
    public convenience init(_ settings: TransportSettings = .init()) throws(TransportError) {
        try self.init(settings, names: NameResolver())
    }

    init(_ settings: TransportSettings = .init(), names: NameResolver) throws(TransportError) {
        let counters = TransferCounters()
        let deadlines = DeadlineTimer()
        guard Self.libraryIsReady, deadlines.start() else { throw .unusable }
        guard let loop = CurlLoop(settings, counters: counters), loop.start() else {
            deadlines.stop()
            throw .unusable
        }
        self.loop = loop
        self.deadlines = deadlines
        self.names = names
        self.counters = counters
    }

    deinit {
        self.shutdown()
    }

    public func send(_ request: HTTPCall) async throws(TransportError) -> HTTPAnswer {
        let call = try CheckedCall(request)
        let exchange = Exchange(call, deadline: SteadyClock.now() + min(request.limits.total, Self.longest))
        self.counters.open.add(1, ordering: .relaxed)
        defer { self.counters.open.subtract(1, ordering: .relaxed) }
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                if exchange.open(continuation) { self.begin(exchange, call.target) }
            }
        } onCancel: {
            if exchange.finish(.failure(.cancelled)) { self.loop.cancel(exchange) }
        }
        return try result.get()
    }

    /// Ends all open calls with ``TransportError/cancelled`` and returns at once; threads and connections end behind.
    /// Later calls fail the same way. Calling it again has no effect.
    public func shutdown() {
        guard !self.isStopped.exchange(true, ordering: .acquiringAndReleasing) else { return }
        self.deadlines.stop()
        self.names.stop()
        self.loop.stop()
    }

    public var statistics: TransportStatistics {
        let own = self.isStopped.load(ordering: .acquiring) ? 0 : 2
        return TransportStatistics(
            callsOpen: self.counters.open.load(ordering: .relaxed),
            transfers: self.counters.transfers.load(ordering: .relaxed),
            connectionsOpened: self.counters.opened.load(ordering: .relaxed),
            threads: own + self.names.threads)
    }

    private func begin(_ exchange: Exchange, _ target: RequestTarget) {
        self.deadlines.watch(exchange)
        guard target.address == nil else { return self.loop.submit(exchange, addresses: nil) }
        self.names.resolve(target.host) { [loop] answer in
            switch answer {
            case .found(let addresses): loop.submit(exchange, addresses: addresses)
            case .unknown, .unavailable: exchange.finish(.failure(.dns))
            }
        }
    }

    /// No call is longer, whatever its limits say; keeps the arithmetic of times far from its ends.
    private static let longest = Duration.seconds(86_400)

    private static let libraryIsReady = ccurl_global_init() == CURLE_OK
}
