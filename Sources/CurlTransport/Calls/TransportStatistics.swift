/// What a transport is doing at one moment; holds nothing about any call.
public struct TransportStatistics: Hashable, Sendable {
    /// Calls that wait for their answer.
    public let callsOpen: Int
    /// Transfers that libcurl holds; more than ``callsOpen`` while those of ended calls are being taken down.
    public let transfers: Int
    /// Connections opened since the start. Calls beyond it were sent on a connection that was there already.
    public let connectionsOpened: Int
    /// Threads: libcurl's, the deadlines', and up to eight for name look-ups. Zero after the shutdown.
    public let threads: Int
}
