package import NIOCore
package import NIOHTTPTypes

/// The connection that a request came on.
struct Connection: Sendable {
    /// The connection itself.
    let channel: any Channel

    /// The time that written bytes have to leave.
    private static let grace = TimeAmount.seconds(1)

    /// Closes it, whether or not the other side reads what is still on its way.
    func closeSoon() {
        let channel = self.channel
        channel.eventLoop.scheduleTask(in: Self.grace) { channel.close(promise: nil) }
    }

    /// Tells the client that waits to hear so that its body is wanted (RFC 9110, 10.1.1).
    func wantBody() {
        self.channel.triggerUserOutboundEvent(BodyWanted(), promise: nil)
    }

    /// Does something that waits, in a task that is cancelled as soon as the client has gone, by the word of ``ClientWatch``.
    ///
    /// The connection stays as it is: requests that the client has sent behind this one are answered after it.
    func whileClientStays<Value: Sendable>(_ operation: @escaping @Sendable () async -> Value) async -> Value {
        let task = Task(operation: operation)
        self.whenClientLeaves { task.cancel() }
        defer { self.whenClientLeaves(nil) }
        return await withTaskCancellationHandler {
            await task.value
        } onCancel: {
            task.cancel()
        }
    }

    /// Calls `listener` once the client has gone, by the word of ``ClientWatch``; `nil` calls nobody any more.
    func whenClientLeaves(_ listener: (@Sendable () -> Void)?) {
        let channel = self.channel
        channel.eventLoop.execute {
            try? channel.pipeline.syncOperations.handler(type: ClientWatch.self).listen(listener)
        }
    }
}

/// Goes out on a connection where the body of the request that is being answered is about to be read.
struct BodyWanted: Sendable {}

/// Goes in on a connection whose client sends no more, though there are bytes of it that nobody has looked at yet.
struct InputAhead: Sendable {}

/// Notifies a request that waits when its client has gone: broke off, closed the connection, or closed its sending side.
///
/// What a client does that sends no more but still reads can't be told from one that is gone until something is written to it. So it
/// counts as gone, and what waits for it is answered at once with what there is: a reader then has its answer, and nobody waits in vain.
package final class ClientWatch: ChannelInboundHandler, RemovableChannelHandler {
    /// Parts of requests, as NIO reads them.
    package typealias InboundIn = HTTPRequestPart
    /// The same parts, handed on as they came.
    package typealias InboundOut = HTTPRequestPart

    private var hasGone = false
    private var listener: (@Sendable () -> Void)?

    /// A handler for one connection.
    package init() {}

    /// Notices that the client has closed its sending side.
    package func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if event as? ChannelEvent == .inputClosed || event is InputAhead { self.notify() }
        context.fireUserInboundEventTriggered(event)
    }

    /// Notices that the connection has ended.
    package func channelInactive(context: ChannelHandlerContext) {
        self.notify()
        context.fireChannelInactive()
    }

    /// Calls `listener` once the client has gone, at once where it has already; `nil` calls nobody any more. There is one at a time, as a
    /// connection's requests are answered one after another.
    func listen(_ listener: (@Sendable () -> Void)?) {
        guard self.hasGone, let listener else { return self.listener = listener }
        listener()
    }

    private func notify() {
        self.hasGone = true
        self.listener?()
        self.listener = nil
    }
}
