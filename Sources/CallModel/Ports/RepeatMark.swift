internal import Synchronization

/// Whether any request of a question went out a second time, noted by whoever sends it again: a question is repeated once, by whom it may be.
///
/// All requests of one question share it.
public final class RepeatMark: Sendable {
    private let mark = Atomic(false)

    public init() {}

    /// Whether a request went out twice.
    public var isSet: Bool { self.mark.load(ordering: .relaxed) }

    /// Notes that a request goes out again.
    public func set() {
        self.mark.store(true, ordering: .relaxed)
    }
}
