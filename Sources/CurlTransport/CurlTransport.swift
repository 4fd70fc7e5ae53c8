internal import CCurl
internal import CallModel
package import OutboundHTTP
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
package final class CurlTransport: HTTPTransport {
    private let loop: CurlLoop
    private let deadlines: DeadlineTimer
    let names: NameResolver
    private let counters: TransferCounters
    private let isStopped = Atomic(false)

    /// Starts the threads.
    ///
    /// - Throws: ``TransportError/unusable`` when libcurl or a thread can't be had.
    package convenience init(_ settings: TransportSettings = .init()) throws(TransportError) {
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

    /// Makes a call; one attempt, redirects not followed.
    ///
    /// - Returns: The answer, whatever its status.
    /// - Throws: Why there is none, by the call's deadline at the latest.
    package func send(_ request: HTTPCall) async throws(TransportError) -> HTTPAnswer {
        let call = try CheckedCall(request)
        let exchange = Exchange(call, deadline: SteadyClock.now() + min(request.limits.total, Self.longest))
        self.counters.open.add(1, ordering: .relaxed)
        defer { self.counters.open.subtract(1, ordering: .relaxed) }
        let result = await withTaskCancellationHandler {
            if exchange.open() { self.start(exchange, call.target) }
            return await exchange.result()
        } onCancel: {
            if exchange.finish(.failure(.cancelled)) { self.loop.cancel(exchange) }
        }
        return try result.get()
    }

    /// Ends all open calls with ``TransportError/cancelled`` and returns at once; threads and connections end afterwards.
    /// Later calls fail the same way. Calling it again has no effect.
    package func shutdown() {
        guard !self.isStopped.exchange(true, ordering: .acquiringAndReleasing) else { return }
        self.deadlines.stop()
        self.names.stop()
        self.loop.stop()
    }

    /// The transport's figures at this moment.
    package var statistics: TransportStatistics {
        let own = self.isStopped.load(ordering: .acquiring) ? 0 : 2
        return TransportStatistics(
            callsOpen: self.counters.open.load(ordering: .relaxed),
            transfers: self.counters.transfers.load(ordering: .relaxed),
            connectionsOpened: self.counters.opened.load(ordering: .relaxed),
            threads: own + self.names.threads)
    }

    private func start(_ exchange: Exchange, _ target: RequestTarget) {
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

/// The settings of a transport: how many connections it may hold, and the name under which it calls.
package struct TransportSettings: Hashable, Sendable {
    /// Connections to one host and port, at least 1. Further calls wait for a free one, within their own limits, so this should
    /// not be smaller than the number of calls to one host that are let through at once.
    package var connectionsPerHost: Int
    /// Connections in all, at least 1. They are kept open for further calls until they have been idle for 50 s.
    package var connections: Int
    /// The `User-Agent` of calls that set none.
    package var agent: String

    /// Settings; what is left out has the defaults of the product.
    package init(connectionsPerHost: Int = 256, connections: Int = 256, agent: String = "callcard") {
        self.connectionsPerHost = connectionsPerHost
        self.connections = connections
        self.agent = agent
    }
}
