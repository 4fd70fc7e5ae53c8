internal import NIOCore
internal import NIOHTTP1

/// Holds a connection to the letter of HTTP/1.1, between NIO's parser and everything else: refuses messages that are no requests, sends
/// 100 where it is waited for, frames the answers, and ends the connection after the last of them.
///
/// What is decided, ``MessageExchange`` decides.
final class RequestGuard: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    /// A whole answer.
    struct Answer {
        let head: HTTPResponseHead
        let body: ByteBuffer
    }

    /// The time in which a client can read the last answer (RFC 9112, 9.6): closed at once, what it still sends would wipe it out.
    private static let grace = TimeAmount.seconds(1)
    /// The maximum number of requests of a connection that are read before the answers to those in front have left.
    static let mostAhead = 8

    private var exchange = MessageExchange()
    private var start = RequestStart()
    private let connection: OpenConnection?
    private let answer: @Sendable (RequestFault, _ path: String?) -> Answer
    /// Answers to requests with others behind them that are written and have not left.
    private var unsent = 0
    /// Is called where fewer requests are ahead than before.
    var onProgress: () -> Void = {}

    /// - Parameters:
    ///   - connection: Hears whether a request is under way.
    ///   - answer: The answer to a message that is no request, with the path that it asks for, as far as that can be told.
    init(connection: OpenConnection? = nil, answer: @escaping @Sendable (RequestFault, _ path: String?) -> Answer) {
        self.connection = connection
        self.answer = answer
    }

    /// Whether the next bytes are none of a body.
    var isBeforeBody: Bool { self.exchange.isBeforeBody }

    /// Whether no further request is to be read for now.
    var isFull: Bool { self.exchange.isBeforeBody && self.exchange.underWay + self.unsent >= Self.mostAhead }

    /// Bytes that the parser is about to read.
    func see(_ bytes: ByteBuffer) {
        if self.exchange.isBeforeBody { self.start.append(bytes) }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch self.unwrapInboundIn(data) {
        case .head(let head):
            self.start.clear()
            switch self.exchange.read(head) {
            case .passed(let head):
                self.connection?.note(isBusy: true)
                context.fireChannelRead(self.wrapInboundOut(.head(head)))
            case .dropped: break
            case .refused(let refused): self.refuse(refused, context)
            }
        case .body: if self.exchange.readBody() { context.fireChannelRead(data) }
        case .end: if self.exchange.readEnd() { context.fireChannelRead(data) }
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard error is HTTPParserError || error is ByteToMessageDecoderError else { return context.fireErrorCaught(error) }
        switch self.exchange.fail(self.start.fault(error), at: self.start.path) {
        case .passed: context.fireErrorCaught(error)
        case .dropped: break
        case .refused(let refused): self.refuse(refused, context)
        case .ended: self.end(context)
        }
    }

    func triggerUserOutboundEvent(context: ChannelHandlerContext, event: Any, promise: EventLoopPromise<Void>?) {
        guard event is BodyWanted else { return context.triggerUserOutboundEvent(event, promise: promise) }
        if self.exchange.wantBody() {
            let head = HTTPResponseHead(version: .http1_1, status: .continue)
            context.writeAndFlush(self.wrapOutboundOut(.head(head)), promise: nil)
        }
        promise?.succeed()
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        switch self.unwrapOutboundIn(data) {
        case .head(let head):
            guard let head = self.exchange.write(head) else { break }
            return context.write(self.wrapOutboundOut(.head(head)), promise: promise)
        case .body:
            guard self.exchange.writesBody else { break }
            return context.write(data, promise: promise)
        case .end:
            guard let next = self.exchange.writeEnd() else { break }
            context.write(data, promise: self.exchange.underWay > 0 ? self.sent(promise, context) : promise)
            if self.exchange.underWay == 0 { self.connection?.note(isBusy: false) }
            switch next {
            case .nextAnswer: return
            case .refusal(let refused): return self.refuse(refused, context)
            case .end: return self.end(context)
            }
        }
        promise?.succeed()
    }

    /// A promise that counts an answer as ahead until it has left; other requests are behind it.
    private func sent(_ promise: EventLoopPromise<Void>?, _ context: ChannelHandlerContext) -> EventLoopPromise<Void> {
        let sent = promise ?? context.eventLoop.makePromise(of: Void.self)
        self.unsent += 1
        sent.futureResult.assumeIsolated().whenComplete { _ in
            self.unsent -= 1
            self.onProgress()
        }
        return sent
    }

    /// Ends our side where everything is answered that will ever come; where the connection is ended already, that is under way.
    func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
        guard mode == .output else { return context.close(mode: mode, promise: promise) }
        if !self.exchange.isEnded {
            self.exchange.end()
            self.end(context)
        }
        promise?.succeed()
    }

    private func refuse(_ refused: MessageExchange.Refused, _ context: ChannelHandlerContext) {
        let answer = self.answer(refused.fault, refused.path)
        context.write(self.wrapOutboundOut(.head(answer.head)), promise: nil)
        if !refused.isHead { context.write(self.wrapOutboundOut(.body(.byteBuffer(answer.body))), promise: nil) }
        context.write(self.wrapOutboundOut(.end(nil)), promise: nil)
        self.end(context)
    }

    /// Sends what is written, then the end of our side; the other side has a moment to read it and to end its own.
    private func end(_ context: ChannelHandlerContext) {
        // NIO closes at once where the other side has ended already, written or not: nothing is closed before all has left.
        let sent = context.eventLoop.makePromise(of: Void.self)
        context.writeAndFlush(self.wrapOutboundOut(.body(.byteBuffer(ByteBuffer()))), promise: sent)
        sent.futureResult.assumeIsolated().whenComplete { _ in
            context.close(mode: .output, promise: nil)
            let channel = context.channel
            context.eventLoop.scheduleTask(in: Self.grace) { channel.close(promise: nil) }
        }
    }
}
