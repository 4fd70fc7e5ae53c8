internal import CallModel

/// How long batches of changes take, by the straight line through the times of the last ones: so much each, and so much a change.
///
/// A pure value. Small batches tell what each costs, large ones what a change does; which of both is known depends on the load.
struct BatchTimes: Sendable {
    /// The weight that what is known keeps with each further batch.
    private static let memory = 0.9
    /// The time that a change takes before batches of different sizes have been seen, in nanoseconds.
    private static let presumed = 50_000.0

    // Weighted sums over the last batches: of one, of their sizes and times (nanoseconds), of the sizes' squares, and of the products.
    private var weight = 0.0
    private var sizes = 0.0
    private var times = 0.0
    private var squares = 0.0
    private var products = 0.0

    /// Takes in a batch that was written.
    mutating func add(_ count: Int, took time: Duration) {
        let (size, time) = (Double(count), Double(time.nanoseconds))
        self.weight = self.weight * Self.memory + 1
        self.sizes = self.sizes * Self.memory + size
        self.times = self.times * Self.memory + time
        self.squares = self.squares * Self.memory + size * size
        self.products = self.products * Self.memory + size * time
    }

    /// The time that a batch of so many changes takes.
    func time(of count: Int) -> Duration {
        guard self.weight > 0 else { return .nanoseconds(Int64(Self.presumed * Double(count))) }
        let (size, time) = (self.sizes / self.weight, self.times / self.weight)
        let spread = self.squares / self.weight - size * size
        let slope = spread > 1 ? (self.products / self.weight - size * time) / spread : Self.presumed
        // A line that falls, or begins below nothing, is noise: then all of the time is the changes', or none of it.
        let each = min(max(0, slope), size > 0 ? time / size : 0)
        return .nanoseconds(Int64(max(0, time + each * (Double(count) - size))))
    }

    /// The time until a change is written that has so many before it, each batch having `limit` at most.
    ///
    /// Less than a batch is no queue: it goes with the batch that is being written, or with the next.
    func wait(behind count: Int, batch limit: Int) -> Duration {
        guard count >= limit else { return .zero }
        return self.time(of: limit) * (Double(count) / Double(limit))
    }
}
