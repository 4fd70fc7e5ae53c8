internal import HTTPTypes
package import HummingbirdCore
package import Logging
package import NIOCore
internal import NIOHTTP1
internal import NIOHTTPTypes
internal import NIOHTTPTypesHTTP1

/// A connection of HTTP/1.1: from bytes to requests of Hummingbird's, and back.
///
/// In the order in which bytes come in: NIO's parser; ``RequestGuard``, which lets through what is a request by the letter; the deadlines
/// of requests and the watch over clients that leave; ``RequestShedder``, which refuses requests where too many wait; Hummingbird's own,
/// which answers requests one after another.
package struct ServerChannel: HTTPChannelHandler {
    /// A connection with its requests and answers.
    package struct Value: ServerChildChannelValue {
        fileprivate let parts: NIOAsyncChannel<HTTPRequestPart, HTTPResponsePart>
        fileprivate let pending: PendingRequest

        /// The connection itself.
        package var channel: any Channel { self.parts.channel }
    }

    /// Answers one request, as Hummingbird builds it.
    package let responder: Responder
    private let api: APIResponder
    private let room: ConnectionRoom

    /// The bytes of answers that wait to leave, from which on no more is written, and below which it goes on.
    private static let waterMark = ChannelOptions.Types.WriteBufferWaterMark(low: 8 << 10, high: 32 << 10)
    /// The bytes that are read at once, least, first and most: what a client sends ahead is held here.
    private static let readSizes = AdaptiveRecvByteBufferAllocator(minimum: 512, initial: 2_048, maximum: 8 << 10)
    /// The time that a connection is kept between two requests. Until its end buffers of its own have traces of the last one.
    private static let idleTimeout = Duration.seconds(60)
    /// The largest head and the most lines in it.
    private static let limits: NIOHTTPDecoderLimitConfiguration = {
        var limits = NIOHTTPDecoderLimitConfiguration()
        (limits.maxHeaderFieldSize, limits.maxHeaderListSize, limits.maxHeaderFieldCount) = (80 << 10, 80 << 10, 256)
        return limits
    }()

    /// - Parameters:
    ///   - responder: As Hummingbird builds it of `api`.
    ///   - api: Says what is answered to messages that are no requests.
    ///   - room: Has a place for the connection, or not.
    package init(responder: @escaping Responder, api: APIResponder, room: ConnectionRoom) {
        self.responder = responder
        self.api = api
        self.room = room
    }

    /// Makes the connection ready, or closes it where there is no room for it.
    package func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
        guard let connection = self.room.enter(channel) else {
            channel.close(promise: nil)
            return channel.eventLoop.makeFailedFuture(ChannelError.ioOnClosedChannel)
        }
        return channel.eventLoop.makeCompletedFuture {
            let pipeline = channel.pipeline.syncOperations
            try channel.syncOptions?.setOption(.writeBufferWaterMark, value: Self.waterMark)
            try channel.syncOptions?.setOption(.recvAllocator, value: Self.readSizes)
            let requestGuard = RequestGuard(connection: connection) { [api] fault, path in
                RequestGuard.Answer(api.answer(to: fault.problem, at: path))
            }
            var encoding = HTTPResponseEncoder.Configuration()
            // The guard knows what the client can read.
            encoding.automaticallySetFramingHeaders = false
            try pipeline.addHandler(RequestIntake(for: requestGuard))
            try pipeline.configureHTTPServerPipeline(
                withPipeliningAssistance: false, withErrorHandling: false, withOutboundHeaderValidation: false,
                withEncoderConfiguration: encoding, withDecoderLimitConfiguration: Self.limits)
            let pending = PendingRequest(queue: self.api.shedder.queue, time: self.api.shedder.time)
            try pipeline.addHandlers([
                requestGuard, HTTP1ToHTTPServerCodec(secure: false), RequestDeadlines(), DeadPeerDetector(), ClientWatch(),
                HTTPConnectionStateHandler(idleTimeout: Self.idleTimeout, logger: logger),
                RequestShedder(self.api, pending: pending),
            ])
            return Value(
                parts: try NIOAsyncChannel(
                    wrappingChannelSynchronously: channel, configuration: .init(isOutboundHalfClosureEnabled: true)),
                pending: pending)
        }
    }

    /// Answers the requests of the connection until it ends, on the pool of threads, wherever the connection was taken.
    package func handle(value: Value, logger: Logger) async {
        let (answer, pending) = (self.responder, value.pending)
        let connection = ServerChannel(
            responder: { (request: Request, writer: consuming ResponseWriter, channel: any Channel) in
                pending.handlerBegins()
                try await answer(request, writer, channel)
            }, api: self.api, room: self.room)
        // Such a task does not inherit where this one prefers to run, the event loop (SE-0417): requests are answered on the pool.
        let task = Task {
            await PendingRequest.$current.withValue(pending) {
                await connection.handleHTTP(asyncChannel: value.parts, logger: logger)
            }
        }
        await withTaskCancellationHandler {
            await task.value
        } onCancel: {
            task.cancel()
        }
    }
}

extension RequestGuard.Answer {
    /// The answer as it is sent, with a date (RFC 9110, 6.6.1) and as the connection's last.
    fileprivate init(_ message: (head: HTTPResponse, body: ByteBuffer)) {
        var head = HTTPResponseHead(message.head)
        if let date = HTTPDate.now { head.headers.add(name: "Date", value: date) }
        head.headers.add(name: "Connection", value: "close")
        self.init(head: head, body: message.body)
    }
}
