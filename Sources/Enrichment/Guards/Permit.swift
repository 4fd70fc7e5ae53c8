internal import Synchronization

/// One question that a gate let through. It ends once, however many see it end.
final class Permit: Sendable {
    private enum State: UInt8, AtomicRepresentable {
        case waiting, sent, over
    }

    let isProbe: Bool
    private let state = Atomic<State>(.waiting)
    private let accepted = Atomic<Bool>(false)

    /// Whether the connector took the question and is well, whenever its answer comes.
    var isAccepted: Bool { self.accepted.load(ordering: .relaxed) }

    init(isProbe: Bool) {
        self.isProbe = isProbe
    }

    /// Notes that the question is on its way; before that it cost the connector nothing.
    func send() {
        _ = self.state.compareExchange(expected: .waiting, desired: .sent, ordering: .relaxed)
    }

    /// The connector took the question, and will answer by another way.
    func accept() {
        self.accepted.store(true, ordering: .relaxed)
    }

    /// Tells the first who asks whether the question had been sent; `nil` to all others.
    func end() -> Bool? {
        switch self.state.exchange(.over, ordering: .relaxed) {
        case .waiting: false
        case .sent: true
        case .over: nil
        }
    }
}
