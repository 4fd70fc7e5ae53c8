internal import CallModel

/// How long whoever joins a queue now is going to wait in it: those ahead, by the time that each of them has taken of late.
///
/// A pure value. Only time in this queue counts: what those who have begun wait for elsewhere, such as a CRM, does not.
struct QueueWait: Sendable {
    /// A place in the queue, from joining to beginning.
    struct Place: Hashable, Sendable {
        /// Those who waited already.
        let ahead: Int
        let joinedAt: MonotonicTime
    }

    /// Fewer than these are no queue: a machine that is busy with other things wakes threads late, and that is no load of ours.
    private static let few = 64
    /// With fewer ahead the wait tells how long a thread took to wake up, and nothing of the pace.
    private static let telling = 16
    /// A place that counts half: so many ahead tell as much as all that was known before.
    private static let half = 64.0
    /// The time that a place takes, before anything is known of it, in nanoseconds.
    private static let presumed = 20_000.0

    /// Those who have joined and not begun.
    private(set) var waiting = 0
    /// The time that a place takes, in nanoseconds.
    private var pace = Self.presumed
    /// When somebody last began, or joined an empty queue.
    private var movedAt = MonotonicTime(nanoseconds: 0)

    /// Whether so few wait that nobody is refused for them.
    var isShort: Bool { self.waiting < Self.few }

    /// Joins the end.
    mutating func join(at now: MonotonicTime) -> Place {
        if self.waiting == 0 { self.movedAt = now }
        defer { self.waiting += 1 }
        return Place(ahead: self.waiting, joinedAt: now)
    }

    /// Begins; what the wait was tells how fast the queue moves, and the more were ahead, the more.
    mutating func begin(_ place: Place, at now: MonotonicTime) {
        self.leave(at: now)
        guard place.ahead >= Self.telling else { return }
        let places = Double(place.ahead + 1)
        let sample = Double(max(0, (now - place.joinedAt).nanoseconds)) / places
        self.pace += (sample - self.pace) * places / (places + Self.half)
    }

    /// Gives up a place without having begun.
    mutating func leave(at now: MonotonicTime) {
        self.waiting -= 1
        self.movedAt = max(self.movedAt, now)
    }

    /// The wait of whoever joins now: at least as long as nobody has moved.
    func expectedWait(at now: MonotonicTime) -> Duration {
        guard self.waiting > 0 else { return .zero }
        let stall = now - self.movedAt
        return self.waiting < Self.few ? stall : max(.nanoseconds(Int64(Double(self.waiting) * self.pace)), stall)
    }
}
