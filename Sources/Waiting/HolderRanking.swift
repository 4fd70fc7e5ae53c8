/// Holders by what they have, the largest first, and of equal ones the one whose turn comes first: a heap in which both may change.
struct HolderRanking: Sendable {
    private var heap: [(holding: Int, used: Int, turn: UInt64)] = []
    /// The place of each holding in the heap; `-1` for those that are not in it.
    private var places: [Int] = []

    /// The largest; `nil` where there is none.
    var first: (holding: Int, used: Int)? { self.heap.first.map { ($0.holding, $0.used) } }

    /// Sets what a holding has; with 0 it leaves.
    ///
    /// - Parameter turn: The turn of a holding that comes anew.
    mutating func set(_ holding: Int, to used: Int, turn: UInt64) {
        while self.places.count <= holding { self.places.append(-1) }
        if self.places[holding] < 0 {
            guard used > 0 else { return }
            self.heap.append((holding, 0, turn))
            self.places[holding] = self.heap.count - 1
        }
        let place = self.places[holding]
        let before = self.heap[place].used
        self.heap[place].used = used
        if used > before { self.rise(place) } else { self.sink(place) }
        guard used == 0 else { return }
        // Sunk to a leaf, as nothing is below 0; perhaps not the last one.
        let leaf = self.places[holding]
        self.swap(leaf, self.heap.count - 1)
        self.heap.removeLast()
        self.places[holding] = -1
        if leaf < self.heap.count { self.rise(leaf) }
    }

    /// Has another turn for the first one, behind all of its equals.
    mutating func postpone(to turn: UInt64) {
        guard !self.heap.isEmpty else { return }
        self.heap[0].turn = turn
        self.sink(0)
    }

    private func isAhead(_ one: Int, of other: Int) -> Bool {
        let (one, other) = (self.heap[one], self.heap[other])
        return one.used != other.used ? one.used > other.used : one.turn < other.turn
    }

    private mutating func rise(_ start: Int) {
        var place = start
        while place > 0, self.isAhead(place, of: (place - 1) / 2) {
            self.swap(place, (place - 1) / 2)
            place = (place - 1) / 2
        }
    }

    private mutating func sink(_ start: Int) {
        var place = start
        while true {
            var larger = 2 * place + 1
            guard larger < self.heap.count else { return }
            if larger + 1 < self.heap.count, self.isAhead(larger + 1, of: larger) { larger += 1 }
            guard self.isAhead(larger, of: place) else { return }
            self.swap(place, larger)
            place = larger
        }
    }

    private mutating func swap(_ one: Int, _ other: Int) {
        self.heap.swapAt(one, other)
        self.places[self.heap[one].holding] = one
        self.places[self.heap[other].holding] = other
    }
}
