internal import Application
internal import CallModel
internal import Enrichment
internal import NIOCore
internal import Waiting

/// Encoded answers of lookups by the bytes of their request: a number asked for again within the minute costs no parsing, merging
/// or encoding.
///
/// It holds caller data, so it has their lifetimes: nothing outlives the kept answers it was made of, and forgetting a number
/// empties it of that number.
final class LookupResponseCache: CallerEncodings, BoundedCache {
    /// The bytes of a request, and its principal (two keys may see different connectors).
    private struct Key: Hashable {
        let principal: String
        let body: [UInt8]
    }

    private struct Entry {
        let answer: ByteBuffer
        let status: LookupStatus
        /// All readings of the request's number.
        let numbers: [NumberKey]
        /// The services that the asking credential reaches.
        let scope: ServiceScope
        let plan: LookupPlan
        /// Generations of the runtime configuration, and of what the plan's answers are made of, that the answer was made in.
        let runtime: UInt64
        let generation: UInt64
    }

    private struct State {
        var entries = ExpiringStore<Key, Entry>(
            limits: .init(entries: 20_000, cost: LookupResponseCache.mostBytes), isInBytes: true)
        /// Grows with each number that is forgotten.
        var epoch: UInt64 = 0
    }

    /// The most bytes of all answers together.
    private static let mostBytes = 64 << 20
    private let state = Lock(State())

    /// The count of numbers forgotten so far. To be read before an answer is made, for
    /// ``keep(_:status:numbers:plan:generation:runtime:to:from:until:asOf:now:)``.
    var epoch: UInt64 { self.state.withLock(\.epoch) }

    /// - Parameter generation: The present generation of the data that answers to a plan's lookups are made of.
    func answer(
        to body: ByteBuffer, from principal: Principal, runtime: UInt64, generation: (LookupPlan) -> UInt64, at now: MonotonicTime
    ) -> (ByteBuffer, LookupStatus)? {
        let key = Key(principal: principal.id, body: Array(body.readableBytesView))
        guard let entry = self.state.withLock({ $0.entries.value(for: key, at: now) }), entry.runtime == runtime,
            entry.generation == generation(entry.plan)
        else { return nil }
        return (entry.answer, entry.status)
    }

    /// Keeps an answer until `end`, unless a number was forgotten since `epoch`: it may be the answer's.
    func keep(
        _ answer: ByteBuffer, status: LookupStatus, numbers: [CallerNumber], plan: LookupPlan, generation: UInt64,
        runtime: UInt64,
        to body: ByteBuffer, from principal: Principal, until end: MonotonicTime, asOf epoch: UInt64,
        now: MonotonicTime
    ) {
        let key = Key(principal: principal.id, body: Array(body.readableBytesView))
        let entry = Entry(
            answer: answer, status: status, numbers: numbers.compactMap(\.key), scope: principal.services, plan: plan,
            runtime: runtime, generation: generation)
        let cost = HeapSize.buffer(of: key.body) + answer.heapSize + HeapSize.buffer(of: entry.numbers)
        self.state.withLock { state in
            guard state.epoch == epoch else { return }
            state.entries.insert(entry, for: key, cost: cost, expiresAt: end, now: now)
        }
    }

    /// Removes answers about a number to credentials that share a service with `scope`; what strangers have is theirs.
    ///
    /// - Returns: How many of them were to credentials within `scope`.
    func forget(_ number: CallerNumber, within scope: ServiceScope) -> Int {
        guard let key = number.key else { return 0 }
        return self.state.withLock { state in
            state.epoch += 1
            var count = 0
            state.entries.removeAll { _, entry in
                guard entry.numbers.contains(key), scope.overlaps(entry.scope) else { return false }
                if scope.contains(entry.scope) { count += 1 }
                return true
            }
            return count
        }
    }

    func sweep(at now: MonotonicTime) {
        self.state.withLock { $0.entries.sweep(at: now) }
    }

    /// Entries and what they count as, in bytes.
    var figures: (entries: Int, bytes: Int) { self.state.withLock { ($0.entries.count, $0.entries.cost) } }

    var name: String { "memo" }
    var mostBytes: Int { Self.mostBytes }
    var bytes: Int { self.state.withLock(\.entries.bytes) }

    func bound(to bytes: Int) {
        self.state.withLock { $0.entries.bound(to: bytes) }
    }
}

extension ByteBuffer {
    /// Bytes that it takes beside itself: its storage, whose room is a power of two, and the object that owns it.
    fileprivate var heapSize: Int { HeapSize.block(self.storageCapacity) + HeapSize.block(48) }
}
