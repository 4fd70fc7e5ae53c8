internal import CCurl
internal import CallModel
import Glibc
internal import OutboundHTTP
internal import Synchronization

/// One libcurl handle with all that it points to. Lives on the loop's thread only.
///
/// Handles are not pooled: a fresh one costs 4 µs of a request's 50, while one that was reset still holds header lines and the
/// receive buffer of the call before, which are caller data. What libcurl gives back is wiped (see `CCurl.c`).
final class Transfer {
    let easy: UnsafeMutableRawPointer
    let exchange: Exchange
    private let policy: DestinationPolicy
    private let isIdempotent: Bool
    private let repeats: RepeatMark?
    private var reader: HTTPAnswerReader
    private let counters: TransferCounters

    /// Lists that libcurl reads while the transfer lasts.
    private var lists: [UnsafeMutablePointer<curl_slist>] = []
    private var body: UnsafeMutableRawPointer?
    /// Why one of our callbacks ended the transfer; goes before whatever libcurl calls that.
    private var verdict: TransportError?
    /// Whether an address was refused. Counts only if no other one could be connected to.
    private var isBlocked = false
    private var attempts = 0
    /// The buffer for libcurl's error message: empty as long as nothing but an orderly end has been seen.
    private let complaint: UnsafeMutablePointer<CChar>

    /// - Returns: `nil` when libcurl is out of memory or lacks an option that safety needs.
    init?(_ checked: CheckedCall, for exchange: Exchange, trust: TrustStore, agent: String, counters: TransferCounters) {
        guard let easy = curl_easy_init() else { return nil }
        self.easy = easy
        self.complaint = .allocate(capacity: Int(CURL_ERROR_SIZE))
        self.complaint.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        self.exchange = exchange
        self.policy = checked.call.destinations
        self.isIdempotent = checked.isIdempotent
        self.repeats = checked.call.repeats
        self.reader = HTTPAnswerReader(limits: checked.call.limits)
        self.counters = counters
        guard self.set(pointer: CURLOPT_ERRORBUFFER, self.complaint), self.setCallbacks(), self.setSafety(checked, trust: trust),
            self.setRequest(checked, agent: agent)
        else {
            return nil
        }
    }

    deinit {
        curl_easy_cleanup(self.easy)
        for list in self.lists { curl_slist_free_all(list) }
        ccurl_free(self.body)
        self.complaint.deallocate()
    }

    /// Keeps a list for as long as the transfer.
    func keep(_ lines: [String]) -> UnsafeMutablePointer<curl_slist>? {
        var list: UnsafeMutablePointer<curl_slist>?
        for line in lines {
            guard let longer = curl_slist_append(list, line) else {
                curl_slist_free_all(list)
                return nil
            }
            list = longer
        }
        if let list { self.lists.append(list) }
        return list
    }

    /// Keeps the request's body for as long as the transfer.
    func keep(body bytes: [UInt8]) -> UnsafeRawPointer? {
        guard let copy = malloc(max(1, bytes.count)) else { return nil }
        UnsafeMutableRawBufferPointer(start: copy, count: bytes.count).copyBytes(from: bytes)
        self.body = copy
        return UnsafeRawPointer(copy)
    }

    /// The result of the call, once libcurl is done with it.
    func result(_ code: CURLcode) -> Exchange.Result {
        if let verdict = self.verdict {
            if verdict == .tooLarge, let answer = self.reader.answerWithoutBody { return .success(answer) }
            return .failure(verdict)
        }
        guard code == CURLE_OK else {
            if self.isBlocked, code == CURLE_COULDNT_CONNECT { return .failure(.blockedDestination) }
            return .failure(TransportError(code: code, answerBegan: self.reader.hasBegun))
        }
        guard let answer = self.reader.answer else { return .failure(.malformed) }
        return .success(answer)
    }

    // MARK: What libcurl asks and tells

    /// Before a socket is opened: the only moment at which the address is known and nothing has been sent.
    func openSocket(_ target: UnsafeMutablePointer<curl_sockaddr>) -> curl_socket_t {
        let address = [UInt8](unsafeUninitializedCapacity: 16) { buffer, count in
            guard let base = buffer.baseAddress else { return }
            count = Int(ccurl_address(target, base))
        }
        guard self.policy.permits(address) else {
            self.isBlocked = true
            return CURL_SOCKET_BAD
        }
        self.counters.opened.add(1, ordering: .relaxed)
        // No child process may inherit it.
        return socket(target.pointee.family, target.pointee.socktype | Int32(SOCK_CLOEXEC.rawValue), target.pointee.protocol)
    }

    /// Before a request is sent, on a new connection or on one that another call opened under its own policy.
    func mayRequest(on address: UnsafePointer<CChar>) -> Bool {
        guard let bytes = IPAddress.bytes(address), self.policy.permits(bytes) else {
            self.verdict = .blockedDestination
            return false
        }
        // libcurl repeats a request when a reused connection turns out to be closed, up to five times and whatever the method. Only
        // an orderly end is the idle connection's; one that was broken off (RST) may be the answer to this very request, and
        // whether it is asked again is for others to say.
        self.attempts += 1
        guard self.attempts == 1 || (self.attempts == 2 && self.isIdempotent && self.complaint.pointee == 0) else {
            self.verdict = .connect
            return false
        }
        if self.attempts > 1 { self.repeats?.set() }
        return true
    }

    /// A header line has come; false ends the transfer.
    func receive(line: UnsafeRawBufferPointer) -> Bool {
        self.judge { reader throws(TransportError) in try reader.receive(line: line) }
    }

    /// A piece of the body has come; false ends the transfer.
    func receive(body piece: UnsafeRawBufferPointer) -> Bool {
        self.judge { reader throws(TransportError) in try reader.receive(body: piece) }
    }

    private func judge(_ step: (inout HTTPAnswerReader) throws(TransportError) -> Void) -> Bool {
        do {
            try step(&self.reader)
            return true
        } catch {
            self.verdict = error
            return false
        }
    }
}

extension Transfer {
    /// Has libcurl call us. It gets an unretained pointer: the loop holds the transfer until libcurl has let go of its handle.
    func setCallbacks() -> Bool {
        let this = Unmanaged.passUnretained(self).toOpaque()
        return self.set(pointer: CURLOPT_PRIVATE, this)
            && self.set(pointer: CURLOPT_HEADERDATA, this)
            && self.set(pointer: CURLOPT_WRITEDATA, this)
            && self.set(pointer: CURLOPT_OPENSOCKETDATA, this)
            && self.set(pointer: CURLOPT_PREREQDATA, this)
            && ccurl_set_receiver(self.easy, CURLOPT_HEADERFUNCTION, Self.onHeader) == CURLE_OK
            && ccurl_set_receiver(self.easy, CURLOPT_WRITEFUNCTION, Self.onBody) == CURLE_OK
            && ccurl_set_opensocket(self.easy, Self.onOpenSocket) == CURLE_OK
            && ccurl_set_prereq(self.easy, Self.onRequest) == CURLE_OK
    }

    /// The transfer that `pointer` was made from in ``setCallbacks()``.
    static func from(_ pointer: UnsafeMutableRawPointer) -> Transfer {
        Unmanaged<Transfer>.fromOpaque(pointer).takeUnretainedValue()
    }

    private static let onHeader: curl_write_callback = { bytes, size, count, this in
        guard let bytes, let this else { return 0 }
        let line = UnsafeRawBufferPointer(start: bytes, count: size * count)
        // Any other number than was offered ends the transfer; the size is never 0 here.
        return Transfer.from(this).receive(line: line) ? line.count : 0
    }

    private static let onBody: curl_write_callback = { bytes, size, count, this in
        guard let bytes, let this else { return 0 }
        let piece = UnsafeRawBufferPointer(start: bytes, count: size * count)
        return Transfer.from(this).receive(body: piece) ? piece.count : 0
    }

    private static let onOpenSocket: curl_opensocket_callback = { this, _, target in
        guard let this, let target else { return CURL_SOCKET_BAD }
        return Transfer.from(this).openSocket(target)
    }

    private static let onRequest: curl_prereq_callback = { this, address, _, _, _ in
        guard let this, let address, Transfer.from(this).mayRequest(on: address) else { return CURL_PREREQFUNC_ABORT }
        return CURL_PREREQFUNC_OK
    }
}
