package import NIOCore
package import NIOHTTPTypes

/// Closes a connection whose request does not come in time, so that slow senders cost a socket and nothing more.
///
/// Timers run for a connection's first byte, and for requests that come in more than one piece: most come whole and cost nothing here.
/// A connection between two requests has no deadline of ours; Hummingbird's idle timeout ends it.
package final class RequestDeadlines: ChannelInboundHandler, RemovableChannelHandler {
    /// Parts of requests, as NIO reads them.
    package typealias InboundIn = HTTPRequestPart
    /// The same parts, handed on as they came.
    package typealias InboundOut = HTTPRequestPart

    /// The time from the beginning of the connection to the first byte of a request; under TLS the handshake is part of it.
    package static let start = TimeAmount.seconds(10)
    /// The time from the first bytes of a head to its end.
    package static let head = TimeAmount.seconds(5)
    /// The time from the end of the head to the end of the body.
    package static let body = TimeAmount.seconds(10)

    private enum Progress {
        case beforeFirst, betweenRequests, inHead, inBody
    }

    private var progress = Progress.beforeFirst
    /// Whether the bytes of this read ended a head or were part of a body.
    private var hasPart = false
    private var timer: Scheduled<Void>?

    /// A handler for one connection.
    package init() {}

    /// Starts the deadline of the first byte.
    package func handlerAdded(context: ChannelHandlerContext) {
        self.start(Self.start, context)
    }

    /// Follows a request from its head to its end.
    package func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        self.hasPart = true
        switch self.unwrapInboundIn(data) {
        case .head: self.enter(.inBody)
        case .body: break
        case .end: self.enter(.betweenRequests)
        }
        context.fireChannelRead(data)
    }

    /// Starts the deadline of a head or body that did not come in one piece.
    package func channelReadComplete(context: ChannelHandlerContext) {
        // The decoder tells that there were bytes, though they make no part yet.
        if !self.hasPart, self.progress == .betweenRequests || self.progress == .beforeFirst { self.enter(.inHead) }
        self.hasPart = false
        if self.timer == nil {
            switch self.progress {
            case .beforeFirst, .betweenRequests: break
            case .inHead: self.start(Self.head, context)
            case .inBody: self.start(Self.body, context)
            }
        }
        context.fireChannelReadComplete()
    }

    /// Stops the deadline: the connection has ended.
    package func channelInactive(context: ChannelHandlerContext) {
        self.enter(.betweenRequests)
        context.fireChannelInactive()
    }

    /// Stops the deadline: nobody watches the connection any more.
    package func handlerRemoved(context: ChannelHandlerContext) {
        self.enter(.betweenRequests)
    }

    private func enter(_ progress: Progress) {
        self.progress = progress
        self.timer?.cancel()
        self.timer = nil
    }

    private func start(_ delay: TimeAmount, _ context: ChannelHandlerContext) {
        let channel = context.channel
        self.timer = context.eventLoop.scheduleTask(in: delay) { channel.close(promise: nil) }
    }
}
