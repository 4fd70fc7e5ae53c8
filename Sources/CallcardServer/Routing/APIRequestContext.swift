public import Hummingbird
internal import NIOCore

/// What travels with one request to our interface.
public struct APIRequestContext: RequestContext {
    public var coreContext: CoreRequestContextStorage
    let connection: Connection

    public init(source: ApplicationRequestContextSource) {
        self.coreContext = CoreRequestContextStorage(source: source)
        self.connection = Connection(channel: source.channel)
    }

    /// Whether the other side is this machine: `127.0.0.0/8`, also as IPv4 in IPv6, or `::1`.
    var isLoopback: Bool {
        guard let address = self.connection.channel.remoteAddress?.ipAddress else { return false }
        return address == "::1" || address.hasPrefix("127.") || address.hasPrefix("::ffff:127.")
    }
}
