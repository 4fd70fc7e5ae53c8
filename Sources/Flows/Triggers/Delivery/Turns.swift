/// Posts that are ready, by receiver. Receivers take turns, and each has only so many posts under way: one that hangs holds up nobody
/// but itself.
struct Turns {
    private struct Receiver {
        var ready = Line<UInt64>()
        var inFlight = 0
        /// Whether it stands in ``Turns/order``.
        var isInLine = false
    }

    private let limit: Int
    private let limitPerReceiver: Int
    private var receivers: [String: Receiver] = [:]
    /// Receivers with something ready, and room for it.
    private var order = Line<String>()
    private var inFlight = 0

    /// - Parameters:
    ///   - limit: Most posts under way, in all.
    ///   - limitPerReceiver: Most posts under way to one receiver.
    init(limit: Int, limitPerReceiver: Int) {
        self.limit = limit
        self.limitPerReceiver = limitPerReceiver
    }

    mutating func add(_ number: UInt64, for name: String) {
        self.receivers[name, default: Receiver()].ready.append(number)
        self.lineUp(name)
    }

    /// Takes the next post out and counts it as under way; `nil` where none is ready, or no more may be under way.
    mutating func next() -> UInt64? {
        guard self.inFlight < self.limit, let name = self.order.popFirst() else { return nil }
        self.receivers[name]?.isInLine = false
        guard let number = self.receivers[name]?.ready.popFirst() else { return nil }
        self.receivers[name]?.inFlight += 1
        self.inFlight += 1
        self.lineUp(name)
        return number
    }

    /// A post that was taken is under way no more.
    mutating func finish(for name: String) {
        self.receivers[name]?.inFlight -= 1
        self.inFlight -= 1
        self.lineUp(name)
    }

    private mutating func lineUp(_ name: String) {
        guard let receiver = self.receivers[name], !receiver.isInLine else { return }
        if receiver.ready.isEmpty {
            if receiver.inFlight == 0 { self.receivers[name] = nil }
        } else if receiver.inFlight < self.limitPerReceiver {
            self.receivers[name]?.isInLine = true
            self.order.append(name)
        }
    }
}
