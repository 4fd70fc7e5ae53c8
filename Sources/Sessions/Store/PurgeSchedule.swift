internal import CallModel

/// When old records may be deleted. A wall clock that is wrong must not delete what is young.
///
/// - Once an hour, by the earlier one of the wall clock and the wall clock of the start moved on by the monotonic one: a jump makes
///   nothing old. What only a jumped clock makes old waits until that clock has stood for ``patience``; then it counts.
/// - The first purge by a clock waits ``patience`` where it would delete more than a tenth of all past calls. Later ones delete what
///   has come of age since, however many these are.
struct PurgeSchedule: Sendable {
    /// The time between two purges.
    static let pause = Duration.seconds(3_600)
    /// The time for which what is doubtful waits.
    static let patience = Duration.seconds(6 * 3_600)
    /// A wall clock that is no further off has not jumped.
    static let tolerance = Duration.seconds(300)

    /// The times by which records may be old.
    struct Look: Equatable, Sendable {
        /// The time by which they are deleted.
        let now: WallTime
        /// The wall clock's, by which more may be old.
        let wall: WallTime
    }

    private var clock: AnchoredClock
    private var lookedAt: MonotonicTime?
    /// How far the wall clock is off, and since when by as much.
    private var jump: (offset: Duration, since: MonotonicTime)?
    /// Whether a purge by this clock was not doubtful, or has waited long enough.
    private var isProven = false
    private var heldSince: MonotonicTime?
    /// What waits and why, for operators; `nil` where nothing does.
    private(set) var note: String?

    init(_ clock: AnchoredClock) {
        self.clock = clock
    }

    /// Takes in what the clocks show, each second.
    ///
    /// - Returns: What is to be looked for; `nil` where it is too early.
    mutating func tick(wall: WallTime, at now: MonotonicTime) -> Look? {
        let offset = wall - self.clock.time(at: now)
        if Self.isNear(offset, .zero) {
            if self.jump != nil { (self.jump, self.lookedAt) = (nil, nil) }
        } else if let jump, Self.isNear(offset, jump.offset) {
            if now - jump.since >= Self.patience { self.trust(wall, at: now) }
        } else {
            (self.jump, self.lookedAt) = ((offset, now), nil)
        }
        guard self.lookedAt.map({ now - $0 >= Self.pause }) ?? true else { return nil }
        self.lookedAt = now
        return Look(now: min(wall, self.clock.time(at: now)), wall: wall)
    }

    private mutating func trust(_ wall: WallTime, at now: MonotonicTime) {
        self.clock = AnchoredClock(wall, at: now)
        (self.jump, self.lookedAt, self.isProven) = (nil, nil, false)
    }

    private static func isNear(_ one: Duration, _ other: Duration) -> Bool {
        (other - Self.tolerance...other + Self.tolerance).contains(one)
    }

    /// Decides on a look by the counts of past calls.
    ///
    /// - Parameters:
    ///   - all: All of them.
    ///   - due: Those that would be deleted.
    ///   - dueByWall: Those that the wall clock alone would delete.
    /// - Returns: Whether they are deleted now.
    mutating func allows(all: Int, due: Int, dueByWall: Int, at now: MonotonicTime) -> Bool {
        let isDoubtful = !self.isProven && due * 10 > all
        let heldSince = self.heldSince ?? now
        self.heldSince = isDoubtful ? heldSince : nil
        let isHeld = isDoubtful && now - heldSince < Self.patience
        if !isHeld { self.isProven = true }
        let hours = Self.patience.components.seconds / 3_600
        if isHeld {
            let advice = "are the clock and keepDays right? They are deleted once callcard has run for \(hours) hours"
            self.note = "\(due) of \(all) past calls are to be deleted at once; \(advice)"
        } else if let jump, dueByWall > due {
            let advice = "they are kept until it has stood for \(hours) hours, or callcard starts anew"
            let seconds = jump.offset.components.seconds
            self.note = "the clock has jumped by \(seconds) s, which makes \(dueByWall - due) past calls old; \(advice)"
        } else {
            self.note = nil
        }
        return !isHeld
    }
}
