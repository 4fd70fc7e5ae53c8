public import NIOCore
public import NIOHTTPTypes

#if canImport(Glibc)
    internal import Glibc
#endif

/// Lets the system notice peers that have vanished: what was sent and not acknowledged for so long ends the connection, however
/// long Hummingbird would wait. The comments of event streams are what is sent where nothing else is.
public final class PeerWatch: ChannelInboundHandler, RemovableChannelHandler {
    public typealias InboundIn = HTTPRequestPart
    public typealias InboundOut = HTTPRequestPart

    /// From what was sent to the end of the connection, in milliseconds (tcp(7), TCP_USER_TIMEOUT).
    private static let patience = 12_000

    public init() {}

    public func handlerAdded(context: ChannelHandlerContext) {
        let option = ChannelOptions.Types.SocketOption(level: .tcp, name: .init(rawValue: TCP_USER_TIMEOUT))
        // A system without it keeps to its own patience.
        context.channel.setOption(option, value: Self.patience).whenFailure { _ in }
    }
}
