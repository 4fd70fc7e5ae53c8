internal import CallModel
internal import HTTPTypes
internal import NIOCore
internal import NIOHTTPTypes

/// Refuses requests of one connection where too much waits, on its event loop: before a task, a body or a credential is looked at.
///
/// The last handler before Hummingbird's: what it refuses, those before it have seen as a request with its answer. A request behind
/// another one that is not answered yet is let through: it waits for that one, and takes no place in the queue.
final class RequestShedder: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    private let api: APIResponder
    private let pending: PendingRequest
    /// Requests that went on and are not answered.
    private var unanswered = 0
    /// The event that is under way.
    private var event: EventQueue.Place?
    /// Whether the request that is being read is refused already.
    private var isRefusing = false
    /// Whether the request that is being read holds a place in the queue until it is answered.
    private var isHeld = false
    /// Whether the request that was read last is here as a whole.
    private var isWhole = true
    /// Whether its place was given back meanwhile.
    private var hasLeft = false

    init(_ api: APIResponder, pending: PendingRequest) {
        self.api = api
        self.pending = pending
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch self.unwrapInboundIn(data) {
        case .head(let head):
            (self.isWhole, self.isHeld) = (false, false)
            if self.unanswered == 0 {
                let admission = self.api.shedder.admission(of: head, isEvent: self.api.isJournaled(head)) {
                    self.api.sheddingRoute(of: $0) != nil
                }
                guard let admission else { return self.refuse(head, context) }
                self.isHeld = admission.event == nil && self.api.sheddingRoute(of: head) != nil
                self.pending.wait(at: admission.place, isHeld: self.isHeld)
                self.event = admission.event
            }
            self.unanswered += 1
            context.fireChannelRead(data)
        case .body: if !self.isRefusing { context.fireChannelRead(data) }
        case .end:
            self.isWhole = true
            if !self.isRefusing {
                if self.isHeld, self.hasLeft {
                    self.pending.wait(at: self.api.shedder.queue.join(at: self.api.shedder.time.monotonicNow()), isHeld: true)
                }
                context.fireChannelRead(data)
            }
            (self.isRefusing, self.isHeld, self.hasLeft) = (false, false, false)
        }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        // Whoever waits for the rest of its own body waits for its client, not for a thread.
        if !self.isWhole, self.isHeld {
            self.pending.leave()
            self.hasLeft = true
        }
        context.fireChannelReadComplete()
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        if case .end = self.unwrapOutboundIn(data) {
            self.unanswered -= 1
            (self.isHeld, self.hasLeft) = (false, false)
            self.pending.end()
            self.leave()
        }
        context.write(data, promise: promise)
    }

    func channelInactive(context: ChannelHandlerContext) {
        self.leave()
        context.fireChannelInactive()
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.leave()
    }

    /// Nothing waits any more: the first request is answered, or nobody is there to be answered.
    private func leave() {
        self.pending.leave()
        if let event { self.api.shedder.events.leave(event) }
        self.event = nil
    }

    private func refuse(_ request: HTTPRequest, _ context: ChannelHandlerContext) {
        guard let answer = self.api.sheddingRoute(of: request)?.shed(request.method) else { return }
        var head = answer.head
        self.isRefusing = true
        head.headerFields[.date] = HTTPDate.now
        context.write(self.wrapOutboundOut(.head(head)), promise: nil)
        if answer.body.readableBytes > 0 { context.write(self.wrapOutboundOut(.body(answer.body)), promise: nil) }
        context.writeAndFlush(self.wrapOutboundOut(.end(nil)), promise: nil)
    }
}
