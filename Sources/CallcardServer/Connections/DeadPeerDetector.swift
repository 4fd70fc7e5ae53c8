package import NIOCore
package import NIOHTTPTypes

#if canImport(Glibc)
    internal import Glibc
#endif

/// Has the system close connections to peers that have vanished, however long Hummingbird would wait: bytes that stay unacknowledged
/// for 12 s end the connection. Where nothing is sent, as while a request waits, the system probes.
package final class DeadPeerDetector: ChannelInboundHandler, RemovableChannelHandler {
    /// Parts of requests, as NIO reads them.
    package typealias InboundIn = HTTPRequestPart
    /// The same parts, handed on as they came.
    package typealias InboundOut = HTTPRequestPart

    /// The time from unacknowledged bytes to the end of the connection, in milliseconds (tcp(7), TCP_USER_TIMEOUT).
    private static let patience = 12_000
    /// The time from the last sign of life to the first probe, and between probes, in seconds (TCP_KEEPIDLE, TCP_KEEPINTVL).
    private static let pace = 5

    /// A handler for one connection.
    package init() {}

    /// Sets the options of the connection's socket.
    package func handlerAdded(context: ChannelHandlerContext) {
        let options: [(NIOBSDSocket.OptionLevel, CInt, Int)] = [
            (.tcp, TCP_USER_TIMEOUT, Self.patience), (.tcp, TCP_KEEPIDLE, Self.pace), (.tcp, TCP_KEEPINTVL, Self.pace),
            (.socket, SO_KEEPALIVE, 1),
        ]
        for (level, name, value) in options {
            let option = ChannelOptions.Types.SocketOption(level: level, name: .init(rawValue: name))
            // A system without it keeps to its own patience.
            context.channel.setOption(option, value: value).whenFailure { _ in }
        }
    }
}
