/// Why a call may not wait. No case tells whose call it was.
public enum WaitRefusal: String, Error, Hashable, CaseIterable, Sendable {
    /// All places are taken.
    case full
    /// The key that asks has all the places that one key may have.
    case share

    /// For metrics.
    public var label: String { self.rawValue }
}

/// A number of places for the calls of many keys: limited in all, and for each key, so that one key leaves room for the others.
struct SharedPlaces: Sendable {
    /// Most places taken at once.
    let limit: Int
    /// Most of them for one key.
    let share: Int
    private(set) var taken = 0
    /// Only keys that have any.
    private(set) var takenByKey: [String: Int] = [:]

    init(limit: Int, share: Int) {
        self.limit = limit
        self.share = share
    }

    /// Takes a place. Each one must be given back once, by ``leave(_:)``.
    mutating func enter(_ key: String) throws(WaitRefusal) {
        let own = self.takenByKey[key] ?? 0
        guard own < self.share else { throw .share }
        guard self.taken < self.limit else { throw .full }
        self.taken += 1
        self.takenByKey[key] = own + 1
    }

    /// Gives a place back.
    mutating func leave(_ key: String) {
        guard let own = self.takenByKey[key] else { return }
        self.taken -= 1
        self.takenByKey[key] = own > 1 ? own - 1 : nil
    }
}
