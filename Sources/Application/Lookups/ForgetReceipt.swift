package import CallModel

/// What forgetting a number removed, and when; it holds nothing of the caller.
package struct ForgetReceipt: Hashable, Sendable {
    /// A count, by its name in the answer; in the answer's order.
    package enum Count: String, CaseIterable, Sendable {
        /// Answers of connectors, and findings that were pushed.
        case cache
        /// Contexts of sessions.
        case contexts
        /// Questions under way, lookups that wait for a place, and numbers of events that wait for their calls.
        case pending
        /// Encoded answers of lookups.
        case memo
        /// Tags of earlier calls.
        case recall
    }

    /// The time at which all of it was gone.
    package let at: WallTime
    /// Address books that know the number; they are named, not changed.
    package let books: [ConnectorID]
    private let counts: [Count: Int]

    /// A receipt of what was removed from each place.
    ///
    /// - Parameter removed: The count of what was removed from a place; asked about those that are counted.
    init(at time: WallTime, books: [ConnectorID], removed: (CallerDataPlace) -> Int) {
        self.at = time
        self.books = books
        self.counts = CallerDataPlace.allCases.reduce(into: [:]) { counts, place in
            guard case .counted(let count) = place.receipt else { return }
            counts[count, default: 0] += removed(place)
        }
    }

    /// How many there were, 0 or more.
    package subscript(count: Count) -> Int { self.counts[count] ?? 0 }
}
