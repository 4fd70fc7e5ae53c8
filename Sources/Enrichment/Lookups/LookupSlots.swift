internal import Synchronization

/// The slots of lookups that wait for connectors; nothing else takes one.
final class LookupSlots: Sendable {
    private let limit: Int
    private let count = Atomic<Int>(0)

    /// - Parameter limit: The maximum number of lookups that wait at once.
    init(limit: Int) {
        self.limit = limit
    }

    /// The number of slots taken.
    var taken: Int { self.count.load(ordering: .relaxed) }

    /// Whether a lookup that begins now would find a slot.
    var hasSlot: Bool { self.taken < self.limit }

    /// Takes a slot; `false` where there is none. Each one that was taken must be given back once, by ``leave()``.
    func enter() -> Bool {
        guard self.count.wrappingAdd(1, ordering: .relaxed).newValue > self.limit else { return true }
        self.leave()
        return false
    }

    /// Gives a slot back.
    func leave() {
        self.count.wrappingSubtract(1, ordering: .relaxed)
    }
}
