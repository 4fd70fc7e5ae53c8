/// The ids of the contacts with one number, in the order in which they were added. Most numbers have one; a company's switchboard
/// may have all contacts of a book, and each of them is removed at the same cost.
struct ContactIDList: Sendable {
    /// Up to this many places an id is looked for one by one; beyond it an index grows along.
    static let fewPlaces = 16

    /// `nil` where one was removed; no more than every other place is such a gap.
    private var places: [String?] = []
    private var gaps = 0
    private var index: [String: Int]?

    var isEmpty: Bool { self.places.count == self.gaps }

    /// The ids that came first, at most `limit` of them.
    func first(_ limit: Int) -> [String] {
        Array(self.places.lazy.compactMap(\.self).prefix(limit))
    }

    /// Adds an id that is known not to be there.
    mutating func append(_ id: String) {
        self.places.append(id)
        if self.index != nil {
            self.index?[id] = self.places.count - 1
        } else if self.places.count > Self.fewPlaces {
            self.rebuildIndex()
        }
    }

    /// Removes an id; one that is not there changes nothing.
    mutating func remove(_ id: String) {
        let place = if self.index != nil { self.index?.removeValue(forKey: id) } else { self.places.firstIndex(of: id) }
        guard let place else { return }
        self.places[place] = nil
        self.gaps += 1
        guard self.gaps * 2 > self.places.count else { return }
        self.places.removeAll { $0 == nil }
        self.gaps = 0
        if self.places.count > Self.fewPlaces { self.rebuildIndex() } else { self.index = nil }
    }

    private mutating func rebuildIndex() {
        var index: [String: Int] = [:]
        index.reserveCapacity(self.places.count)
        for (place, id) in self.places.enumerated() {
            if let id { index[id] = place }
        }
        self.index = index
    }
}
