internal import Glibc
internal import HTTPTypes
package import HummingbirdCore
package import Logging
package import NIOCore
internal import NIOHTTP1
package import NIOHTTPTypes
internal import NIOHTTPTypesHTTP1

/// A connection of HTTP/1.1: from bytes to requests of Hummingbird's, and back.
///
/// In the order in which bytes come in: NIO's parser; ``RequestGuard``, which lets through what is a request by the letter; the deadlines
/// of requests and the watch over clients that leave; Hummingbird's own, which answers requests one after another.
package struct ServerChannel: HTTPChannelHandler {
    /// A connection with its requests and answers.
    package typealias Value = NIOAsyncChannel<HTTPRequestPart, HTTPResponsePart>

    /// Answers one request, as Hummingbird builds it.
    package let responder: Responder
    private let api: APIResponder
    private let room: ConnectionRoom

    /// The bytes of answers that wait to leave, from which on no more is written, and below which it goes on.
    private static let waterMark = ChannelOptions.Types.WriteBufferWaterMark(low: 8 << 10, high: 32 << 10)
    /// The bytes that are read at once, least, first and most: what a client sends ahead is held here.
    private static let readSizes = AdaptiveRecvByteBufferAllocator(minimum: 512, initial: 2_048, maximum: 8 << 10)
    /// The time that a connection is kept between two requests.
    private static let idleTimeout = Duration.seconds(120)
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
            try pipeline.addHandlers([
                requestGuard, HTTP1ToHTTPServerCodec(secure: false), RequestDeadlines(), DeadPeerDetector(), ClientWatch(),
                HTTPConnectionStateHandler(idleTimeout: Self.idleTimeout, logger: logger),
            ])
            return try NIOAsyncChannel(
                wrappingChannelSynchronously: channel, configuration: .init(isOutboundHalfClosureEnabled: true))
        }
    }

    /// Answers the requests of the connection until it ends.
    package func handle(value: Value, logger: Logger) async {
        await self.handleHTTP(asyncChannel: value, logger: logger)
    }
}

extension RequestGuard.Answer {
    /// The answer as it is sent, with a date (RFC 9110, 6.6.1) and as the connection's last.
    fileprivate init(_ message: (head: HTTPResponse, body: ByteBuffer)) {
        var head = HTTPResponseHead(message.head)
        if let date = Self.date { head.headers.add(name: "Date", value: date) }
        head.headers.add(name: "Connection", value: "close")
        self.init(head: head, body: message.body)
    }

    /// The time now, as RFC 9110, 5.6.7 writes it.
    private static var date: String? {
        var (now, parts) = (time(nil), tm())
        guard gmtime_r(&now, &parts) != nil else { return nil }
        var text = [CChar](repeating: 0, count: 32)
        let count = strftime(&text, text.count, "%a, %d %b %Y %H:%M:%S GMT", &parts)
        return String(decoding: text.prefix(count).map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
