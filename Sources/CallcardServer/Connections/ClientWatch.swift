package import NIOCore
package import NIOHTTPTypes

/// Tells a request that waits when its client has gone: broke off, closed the connection, or closed its sending side.
///
/// What a client does that sends no more but still reads can't be told from one that is gone until something is written to it. So it
/// counts as gone, and what waits for it is answered at once with what there is: a reader then has its answer, and nobody waits in vain.
package final class ClientWatch: ChannelInboundHandler, RemovableChannelHandler {
    package typealias InboundIn = HTTPRequestPart
    package typealias InboundOut = HTTPRequestPart

    private var hasGone = false
    private var listener: (@Sendable () -> Void)?

    package init() {}

    package func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if event as? ChannelEvent == .inputClosed { self.tell() }
        context.fireUserInboundEventTriggered(event)
    }

    package func channelInactive(context: ChannelHandlerContext) {
        self.tell()
        context.fireChannelInactive()
    }

    /// Names whom to tell, at once where the client has gone already; `nil` tells nobody any more. There is one at a time, as a
    /// connection's requests are answered one after another.
    func listen(_ listener: (@Sendable () -> Void)?) {
        guard self.hasGone, let listener else { return self.listener = listener }
        listener()
    }

    private func tell() {
        self.hasGone = true
        self.listener?()
        self.listener = nil
    }
}
