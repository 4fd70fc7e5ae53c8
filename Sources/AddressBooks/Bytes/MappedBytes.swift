import Glibc

/// A block of memory in a mapping of its own: returned to the system as soon as it is freed, and never part of a core dump.
///
/// A book's file is read into it. A mapped live file would be SIGBUS as soon as it is truncated.
///
/// `@unchecked Sendable`: it is filled before it is shared, and never written to after that.
final class MappedBytes: @unchecked Sendable {
    /// The whole block, writable only while it is being filled.
    let memory: UnsafeMutableRawBufferPointer
    private let mapped: Int

    /// - Parameter count: Bytes, zeroed.
    /// - Returns: `nil` where the system has no memory to give.
    init?(count: Int) {
        self.mapped = max(count, 1)
        guard let start = mmap(nil, self.mapped, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0), start != MAP_FAILED
        else { return nil }
        madvise(start, self.mapped, MADV_DONTDUMP)
        madvise(start, self.mapped, MADV_HUGEPAGE)
        self.memory = UnsafeMutableRawBufferPointer(start: start, count: count)
    }

    deinit {
        munmap(self.memory.baseAddress, self.mapped)
    }

    /// The bytes to read from; valid as long as this object lives, so hold it while they are read (`withExtendedLifetime` for
    /// locals).
    var bytes: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(self.memory.assumingMemoryBound(to: UInt8.self)) }
    var count: Int { self.memory.count }
}
