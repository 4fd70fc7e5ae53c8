/// How many connections a transport may hold, and how it introduces itself.
public struct TransportSettings: Hashable, Sendable {
    /// Connections to one host and port, at least 1. Further calls wait for a free one, within their own limits, so this should
    /// not be smaller than the number of calls to one host that are let through at once.
    public var connectionsPerHost: Int
    /// Connections in all, at least 1. They are kept open for further calls until they have been idle for 50 s.
    public var connections: Int
    /// The `User-Agent` of calls that set none.
    public var agent: String

    public init(connectionsPerHost: Int = 256, connections: Int = 256, agent: String = "callcard") {
        self.connectionsPerHost = connectionsPerHost
        self.connections = connections
        self.agent = agent
    }
}
