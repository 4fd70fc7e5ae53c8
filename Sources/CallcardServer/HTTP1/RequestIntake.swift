internal import NIOCore

/// Hands the bytes of a connection to the parser: as many requests as may be ahead of their answers, the rest once these have left. So
/// whoever sends requests and reads no answers has some bytes of them here, and nothing is made of them.
///
/// It shows the bytes to the connection's guard, too, which sees the parser's view of them only.
final class RequestIntake: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// Bytes that the parser is given at once, so that it makes no more requests of them than some dozens.
    private static let step = 1_024
    /// The same within a body.
    private static let bodyStep = 8_192

    private let requestGuard: RequestGuard
    private var held = ByteBuffer()
    private var isFeeding = false
    /// Whether the parser was given something since the last end of a read.
    private var hasFed = false
    private var wantsRead = false
    private var inputIsClosed = false

    init(for requestGuard: RequestGuard) {
        self.requestGuard = requestGuard
    }

    func handlerAdded(context: ChannelHandlerContext) {
        let context = NIOLoopBound(context, eventLoop: context.eventLoop)
        self.requestGuard.onProgress = { [weak self] in self?.goOn(context.value) }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.requestGuard.onProgress = {}
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var bytes = self.unwrapInboundIn(data)
        if self.held.readableBytes > 0 {
            self.held.writeBuffer(&bytes)
        } else {
            self.held = bytes
        }
        self.feed(context)
    }

    /// Passes on the end of a read in which the parser was given something: no other says anything about a request.
    func channelReadComplete(context: ChannelHandlerContext) {
        guard self.hasFed else { return }
        self.hasFed = false
        context.fireChannelReadComplete()
    }

    func channelInactive(context: ChannelHandlerContext) {
        self.held = ByteBuffer()
        context.fireChannelInactive()
    }

    /// Passes the end of what the client sends on behind its last bytes; that it has come is known before.
    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        guard event as? ChannelEvent == .inputClosed, self.held.readableBytes > 0 else {
            return context.fireUserInboundEventTriggered(event)
        }
        self.inputIsClosed = true
        context.fireUserInboundEventTriggered(InputAhead())
    }

    /// Reads nothing more while there is something that the parser has not been given.
    func read(context: ChannelHandlerContext) {
        if self.held.readableBytes > 0 {
            self.wantsRead = true
        } else {
            context.read()
        }
    }

    private func goOn(_ context: ChannelHandlerContext) {
        guard self.held.readableBytes > 0, !self.isFeeding, !self.requestGuard.isFull, context.channel.isActive else { return }
        self.feed(context)
        self.channelReadComplete(context: context)
        guard self.held.readableBytes == 0 else { return }
        if self.inputIsClosed {
            self.inputIsClosed = false
            context.fireUserInboundEventTriggered(ChannelEvent.inputClosed)
        }
        if self.wantsRead {
            self.wantsRead = false
            context.read()
        }
    }

    private func feed(_ context: ChannelHandlerContext) {
        guard !self.isFeeding else { return }
        self.isFeeding = true
        defer { self.isFeeding = false }
        while self.held.readableBytes > 0, !self.requestGuard.isFull {
            let step = self.requestGuard.isBeforeBody ? Self.step : Self.bodyStep
            guard let bytes = self.held.readSlice(length: min(step, self.held.readableBytes)) else { return }
            if self.held.readableBytes == 0 { self.held = ByteBuffer() }
            self.hasFed = true
            self.requestGuard.see(bytes)
            context.fireChannelRead(self.wrapInboundOut(bytes))
        }
        self.held.discardReadBytes()
    }
}
