internal import CallModel

/// Who has how many places in a queue, and who may have another where it is long.
///
/// Up to the limit everybody joins. Beyond it those alone do whose key has fewer places than its share, so that whoever floods the
/// queue is refused before whoever does not; nobody does beyond twice the limit.
struct KeyShares: Sendable {
    /// The longest wait that is taken on.
    static let limit = Duration.milliseconds(250)

    private var places: [String: Int] = [:]

    /// The count of a key's places.
    func count(of key: String) -> Int { self.places[key] ?? 0 }

    /// Counts a place as a key's.
    mutating func add(_ key: String) {
        self.places[key, default: 0] += 1
    }

    /// A place is a key's no longer.
    mutating func remove(_ key: String) {
        guard let count = self.places[key] else { return }
        self.places[key] = count > 1 ? count - 1 : nil
    }

    /// Whether a key may have another place.
    ///
    /// - Parameters:
    ///   - waiting: All places that are taken, counted for a key or not.
    ///   - wait: The time that whoever takes another one is expected to wait.
    func admits(_ key: String, waiting: Int, wait: Duration) -> Bool {
        if wait <= Self.limit { return true }
        guard wait <= Self.limit * 2 else { return false }
        let own = self.count(of: key)
        let keys = self.places.count + (own == 0 ? 1 : 0)
        // With nobody else there is no share to have less of.
        guard keys > 1 else { return false }
        let room = Double(waiting) * (Self.limit / wait)
        return Double(own) < max(1, room / Double(keys))
    }
}
