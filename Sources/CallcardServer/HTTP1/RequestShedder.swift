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

    init(_ api: APIResponder, pending: PendingRequest) {
        self.api = api
        self.pending = pending
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch self.unwrapInboundIn(data) {
        case .head(let head):
            if self.unanswered == 0 {
                let admission = self.api.shedder.admission(of: head, isEvent: self.api.isJournaled(head)) {
                    self.api.sheddingRoute(of: $0) != nil
                }
                guard let admission else { return self.refuse(head, context) }
                self.pending.wait(at: admission.place)
                self.event = admission.event
            }
            self.unanswered += 1
            context.fireChannelRead(data)
        case .body: if !self.isRefusing { context.fireChannelRead(data) }
        case .end:
            if !self.isRefusing { context.fireChannelRead(data) }
            self.isRefusing = false
        }
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        if case .end = self.unwrapOutboundIn(data) {
            self.unanswered -= 1
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
