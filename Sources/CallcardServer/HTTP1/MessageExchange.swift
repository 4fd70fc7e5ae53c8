internal import NIOCore
internal import NIOHTTP1

/// The messages of one connection: the requests that were read, in their order, and how far their answers are. It decides which parts
/// go on in either direction, and which answer is the connection's last.
///
/// All parts of the connection pass here: requests by ``read(_:)``, ``readBody()`` and ``readEnd()``, answers by ``write(_:)``,
/// ``writesBody`` and ``writeEnd()``.
struct MessageExchange {
    /// A message that gets no answer from the interface.
    struct Refused: Hashable {
        let fault: RequestFault
        /// Whether the answer to it has no body.
        let isHead: Bool
        /// The path that it asks for, as far as that can be told; what is refused there may look otherwise.
        var path: String?
    }

    /// What becomes of a head.
    enum Reading {
        /// It goes on, perhaps changed.
        case passed(HTTPRequestHead)
        /// Nobody looks at it.
        case dropped
        /// It is refused now, and the connection ended.
        case refused(Refused)
    }

    /// What becomes of an error of the parser's.
    enum Failing: Equatable {
        /// It goes on: the request under way breaks off with it.
        case passed
        case dropped
        case refused(Refused)
        /// The connection is ended without a word: the request that broke off has its answer.
        case ended
    }

    /// What comes after the end of an answer.
    enum Continuation: Equatable {
        case nextAnswer
        case refusal(Refused)
        /// The connection is ended.
        case end
    }

    private struct Request {
        let isHead: Bool
        let readsChunks: Bool
        let hasLongBody: Bool
        var isLast: Bool
        var awaitsContinue: Bool
        var isAnswered = false

        /// Keeps nothing of the head itself: an answer may go on for hours.
        init(_ head: RequestHead) {
            (self.isHead, self.readsChunks, self.hasLongBody) = (head.isHead, head.readsChunks, head.hasLongBody)
            (self.isLast, self.awaitsContinue) = (head.isLast, head.awaitsContinue)
        }
    }

    /// Requests whose answers are not whole yet, the oldest first.
    private var requests = CircularBuffer<Request>(initialCapacity: 2)
    /// Whether the body of the newest request goes on, answered or not.
    private var isInBody = false
    /// Whether further requests are read.
    private var isOpen = true
    /// Waits for the answers to the requests before it.
    private var refused: Refused?
    /// Whether the last answer has been written.
    private(set) var isEnded = false

    /// The place of the newest of them; there is one.
    private var newest: CircularBuffer<Request>.Index { self.requests.index(before: self.requests.endIndex) }

    /// The count of requests whose answers are not whole yet.
    var underWay: Int { self.requests.count }

    /// Whether the next bytes begin a request, or go on with its head.
    var isBeforeBody: Bool { self.isOpen && !self.isInBody }

    /// Takes a request's head.
    mutating func read(_ message: HTTPRequestHead) -> Reading {
        guard self.isOpen else { return .dropped }
        do throws(RequestFault) {
            let head = try RequestHead(message)
            self.requests.append(Request(head))
            self.isInBody = true
            self.isOpen = !head.isLast
            return .passed(head.message)
        } catch {
            let path = String(message.uri.prefix { $0 != "?" && $0 != "#" })
            let refused = Refused(fault: error, isHead: message.method == .HEAD, path: path)
            return self.refuse(refused).map(Reading.refused) ?? .dropped
        }
    }

    /// Whether a part of a body goes on.
    mutating func readBody() -> Bool {
        // Whoever sends the body all the same waits for nothing.
        if self.isInBody, !self.requests.isEmpty { self.requests[self.newest].awaitsContinue = false }
        return self.isInBody
    }

    /// Whether the end of a request goes on.
    mutating func readEnd() -> Bool {
        defer { self.isInBody = false }
        return self.isInBody
    }

    /// Takes an error of the parser's, who reads nothing more.
    ///
    /// - Parameter path: That of the request that it does not get through, as far as it can be told.
    mutating func fail(_ fault: RequestFault, at path: String? = nil) -> Failing {
        if self.isInBody {
            (self.isInBody, self.isOpen) = (false, false)
            guard !self.requests.isEmpty else {
                self.end()
                return .ended
            }
            self.requests[self.newest].isLast = true
            return .passed
        }
        guard self.isOpen else { return .dropped }
        return self.refuse(Refused(fault: fault, isHead: false, path: path)).map(Failing.refused) ?? .dropped
    }

    /// The message to refuse now; `nil` where answers come before.
    private mutating func refuse(_ refused: Refused) -> Refused? {
        self.isOpen = false
        guard self.requests.isEmpty else {
            self.refused = refused
            return nil
        }
        self.end()
        return refused
    }

    /// Whether 100 is to be sent: the body of the request that is answered is wanted, and its sender waits to hear so.
    mutating func wantBody() -> Bool {
        guard !self.isEnded, let request = self.requests.first, request.awaitsContinue, !request.isAnswered else { return false }
        self.requests[self.requests.startIndex].awaitsContinue = false
        return true
    }

    /// The head of an answer as it is sent; `nil` where there is no request for it.
    mutating func write(_ message: HTTPResponseHead) -> HTTPResponseHead? {
        guard !self.isEnded, var request = self.requests.first, !request.isAnswered else { return nil }
        var message = message
        if !message.status.mayHaveResponseBody {
            message.headers.remove(name: "Content-Length")
        } else if !request.isHead, request.readsChunks, !message.headers.contains(name: "Content-Length") {
            message.headers.add(name: "Transfer-Encoding", value: "chunked")
        }
        let isEarly = self.isInBody && self.requests.count == 1 && request.hasLongBody
        // Whoever waits for 100 may send the body now or not: what comes next can't be told.
        if request.isLast || request.awaitsContinue || isEarly || !message.isKeepAlive {
            message.headers.replaceOrAdd(name: "Connection", value: "close")
            request.isLast = true
            self.isOpen = false
        }
        request.isAnswered = true
        self.requests[self.requests.startIndex] = request
        return message
    }

    /// Whether a part of an answer's body is sent.
    var writesBody: Bool {
        guard !self.isEnded, let request = self.requests.first else { return false }
        return request.isAnswered && !request.isHead
    }

    /// Ends an answer; `nil` where there is none.
    mutating func writeEnd() -> Continuation? {
        guard !self.isEnded, let request = self.requests.first, request.isAnswered else { return nil }
        self.requests.removeFirst()
        let refused = self.requests.isEmpty ? self.refused : nil
        guard request.isLast || refused != nil else { return .nextAnswer }
        self.end()
        return refused.map(Continuation.refusal) ?? .end
    }

    /// Ends the connection: nothing goes on in either direction any more.
    mutating func end() {
        (self.isEnded, self.isOpen, self.isInBody) = (true, false, false)
        self.requests.removeAll()
    }
}
