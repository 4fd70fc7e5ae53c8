internal import Synchronization

/// The figures of a transport at one moment; they hold nothing about any call.
package struct TransportStatistics: Hashable, Sendable {
    /// Calls that wait for their answer.
    package let callsOpen: Int
    /// Transfers that libcurl holds; more than ``callsOpen`` while those of ended calls are being taken down.
    package let transfers: Int
    /// Connections opened since the start. Calls beyond it were sent on a connection that was there already.
    package let connectionsOpened: Int
    /// Threads: libcurl's, the deadlines', and up to eight for name look-ups. Zero after the shutdown.
    package let threads: Int
}

/// The figures that several threads count.
final class TransferCounters: Sendable {
    /// Calls not yet answered.
    let open = Atomic<Int>(0)
    /// Transfers that libcurl holds, those given up but not yet cleaned up among them.
    let transfers = Atomic<Int>(0)
    /// Connections opened since the start.
    let opened = Atomic<Int>(0)
}
