internal import CCurl
internal import CallModel
internal import OutboundHTTP
internal import Synchronization
internal import Waiting

/// The one thread that talks to libcurl, and the inbox through which it gets its work.
///
/// `@unchecked`: `multi` changes, and is used by other threads, only under the inbox's lock; `transfers` belongs to the
/// loop's thread alone.
final class CurlLoop: @unchecked Sendable {
    /// Idle time after which all connections are closed: what they buffered is gone with them.
    static let idleLimit = Duration.seconds(60)

    private enum Command {
        /// Addresses are `nil` where the URL has one.
        case start(Exchange, addresses: [[UInt8]]?)
        case cancel(Exchange)
    }

    private struct Inbox {
        var commands: [Command] = []
        /// Whether the thread waits, or is about to, and must be woken.
        var isAsleep = false
        var isStopped = false
    }

    private let inbox = Lock(Inbox())
    private var multi: UnsafeMutableRawPointer
    private var transfers: [ObjectIdentifier: Transfer] = [:]

    private let settings: TransportSettings
    private let trust: TrustStore
    private let counters: TransferCounters

    /// - Returns: `nil` when libcurl can't be had. What is returned must be started.
    init?(_ settings: TransportSettings, counters: TransferCounters) {
        guard let multi = Self.makeMulti(settings) else { return nil }
        self.multi = multi
        self.settings = settings
        self.trust = .system()
        self.counters = counters
    }

    /// Starts the thread, once. It holds the loop until ``stop()``.
    ///
    /// - Returns: Whether a thread was to be had; if not, the loop is of no use any more.
    func start() -> Bool {
        let isStarted = NamedThread.start("callcard-curl") { self.run() }
        if !isStarted { curl_multi_cleanup(self.multi) }
        return isStarted
    }

    /// Has the call of `exchange` made, to one of `addresses`.
    func submit(_ exchange: Exchange, addresses: [[UInt8]]?) {
        if !self.post(.start(exchange, addresses: addresses)) { exchange.finish(.failure(.cancelled)) }
    }

    /// Takes down the transfer of `exchange`, if one is under way.
    func cancel(_ exchange: Exchange) {
        _ = self.post(.cancel(exchange))
    }

    /// Ends the thread soon; what it was doing is taken down there.
    func stop() {
        self.inbox.withLock { inbox in
            inbox.isStopped = true
            self.wake(&inbox)
        }
    }

    private func post(_ command: Command) -> Bool {
        self.inbox.withLock { inbox in
            guard !inbox.isStopped else { return false }
            inbox.commands.append(command)
            self.wake(&inbox)
            return true
        }
    }

    private func wake(_ inbox: inout Inbox) {
        guard inbox.isAsleep else { return }
        inbox.isAsleep = false
        curl_multi_wakeup(self.multi)
    }

    // MARK: On the thread

    private func run() {
        var idleSince = SteadyClock.now()
        while let commands = self.claimCommands() {
            for command in commands { self.carryOut(command) }
            var running: Int32 = 0
            curl_multi_perform(self.multi, &running)
            self.finishDone()

            if !self.transfers.isEmpty { idleSince = SteadyClock.now() }
            let idleLeft = Self.idleLimit - (SteadyClock.now() - idleSince)
            if self.transfers.isEmpty, idleLeft <= .zero {
                self.forgetConnections()
                idleSince = SteadyClock.now()
            }
            guard self.mayWait() else { continue }
            // libcurl wakes by itself for its own timers.
            curl_multi_poll(self.multi, nil, 0, Int32(clamping: max(.milliseconds(1), idleLeft).nanoseconds / 1_000_000), nil)
        }
        for exchange in self.transfers.values.map(\.exchange) { self.takeDown(exchange, .failure(.cancelled)) }
        curl_multi_cleanup(self.multi)
    }

    /// - Returns: `nil` at the end.
    private func claimCommands() -> [Command]? {
        self.inbox.withLock { inbox in
            inbox.isAsleep = false
            defer { inbox.commands = [] }
            return inbox.isStopped ? nil : inbox.commands
        }
    }

    private func mayWait() -> Bool {
        self.inbox.withLock { inbox in
            inbox.isAsleep = inbox.commands.isEmpty && !inbox.isStopped
            return inbox.isAsleep
        }
    }

    private func carryOut(_ command: Command) {
        switch command {
        case .cancel(let exchange):
            self.takeDown(exchange, .failure(.cancelled))
        case .start(let exchange, let addresses):
            // Given up meanwhile: nothing to do.
            guard let call = exchange.claimCall() else { return }
            if !self.start(call, for: exchange, addresses: addresses) { exchange.finish(.failure(.unusable)) }
        }
    }

    private func start(_ call: CheckedCall, for exchange: Exchange, addresses: [[UInt8]]?) -> Bool {
        guard let transfer = Transfer(call, for: exchange, trust: self.trust, agent: self.settings.agent, counters: self.counters)
        else { return false }
        if let addresses, !transfer.setAddresses(addresses, of: call.target) { return false }
        guard curl_multi_add_handle(self.multi, transfer.easy) == CURLM_OK else { return false }
        self.transfers[ObjectIdentifier(exchange)] = transfer
        self.counters.transfers.add(1, ordering: .relaxed)
        return true
    }

    private func finishDone() {
        var left: Int32 = 0
        while let message = curl_multi_info_read(self.multi, &left) {
            guard message.pointee.msg == CURLMSG_DONE, let this = ccurl_private(message.pointee.easy_handle) else { continue }
            let transfer = Transfer.from(this)
            self.takeDown(transfer.exchange, transfer.result(ccurl_message_result(message)))
        }
    }

    /// Answers first, cleans up behind.
    private func takeDown(_ exchange: Exchange, _ result: Exchange.Result) {
        exchange.finish(result)
        guard let transfer = self.transfers.removeValue(forKey: ObjectIdentifier(exchange)) else { return }
        curl_multi_remove_handle(self.multi, transfer.easy)
        self.counters.transfers.subtract(1, ordering: .relaxed)
    }

    /// Closes all connections by starting anew; libcurl has no call for it.
    private func forgetConnections() {
        guard let fresh = Self.makeMulti(self.settings) else { return }
        let old = self.inbox.withLock { _ in
            defer { self.multi = fresh }
            return self.multi
        }
        curl_multi_cleanup(old)
    }

    private static func makeMulti(_ settings: TransportSettings) -> UnsafeMutableRawPointer? {
        guard let multi = curl_multi_init() else { return nil }
        let options: [(CURLMoption, Int)] = [
            (CURLMOPT_PIPELINING, Int(CURLPIPE_MULTIPLEX)),
            (CURLMOPT_MAX_HOST_CONNECTIONS, settings.connectionsPerHost),
            (CURLMOPT_MAX_TOTAL_CONNECTIONS, settings.connections),
            // Counts those in use too: less than all would close a connection after each call of a burst.
            (CURLMOPT_MAXCONNECTS, settings.connections),
        ]
        for (option, value) in options { ccurl_multi_set_long(multi, option, value) }
        return multi
    }
}
