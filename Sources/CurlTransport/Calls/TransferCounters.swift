internal import Synchronization

/// Numbers that several threads count.
final class TransferCounters: Sendable {
    /// Calls not yet answered.
    let open = Atomic<Int>(0)
    /// Transfers that libcurl holds, those given up but not yet cleaned up among them.
    let transfers = Atomic<Int>(0)
    /// Connections opened since the start.
    let opened = Atomic<Int>(0)
}
