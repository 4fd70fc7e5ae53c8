internal import CallModel

/// The matches of one lookup, best first, as records that are compared with one another.
struct CallerRecords {
    private let matches: [Match]
    /// Made where there are two matches at least: one alone is compared with nothing.
    private let identities: [CallerIdentity]

    init(_ matches: [Match]) {
        self.matches = matches
        self.identities = matches.count > 1 ? matches.map { CallerIdentity($0.caller) } : []
    }

    /// Rule (c): whether the first `count` matches, those of the best grade, are different callers: two within one connector, or, where
    /// the first names no person, two companies without a person.
    func areDifferentCallers(first count: Int) -> Bool {
        guard count > 1 else { return false }
        let isCompany = self.identities[0].namesNoPerson
        return (1..<count).contains { later in
            (0..<later).contains { earlier in
                let (one, other) = (self.identities[earlier], self.identities[later])
                if self.matches[earlier].connector == self.matches[later].connector { return !one.isSame(as: other) }
                return isCompany && one.isOtherCompany(than: other)
            }
        }
    }

    /// Rule (d): for each match, whether it is the caller whom the first one names.
    ///
    /// Those come first that share a name or an e-mail with the first match. Then, in order, those that only don't contradict it: they
    /// must contradict none of the others either, or two people who both fit a nameless record would meet on one card.
    func ofFirstCaller() -> [Bool] {
        guard let first = self.identities.first else { return self.matches.map { _ in true } }
        let surely = self.identities.map { $0.isSurely(first) }
        var isTaken = self.matches.indices.map { $0 == 0 }
        for place in surely.indices.dropFirst() where surely[place] {
            let identity = self.identities[place]
            isTaken[place] = !isTaken.indices.contains { isTaken[$0] && self.identities[$0].isOtherCompany(than: identity) }
        }
        for place in surely.indices.dropFirst() where !surely[place] && self.fits(place, isTaken) {
            let hasRival = surely.indices.contains { other in
                other != 0 && !surely[other] && self.isSameGrade(other, place)
                    && !self.identities[other].isSame(as: self.identities[place]) && self.fits(other, isTaken)
            }
            isTaken[place] = !hasRival
        }
        return isTaken
    }

    /// Whether the match at `place` names another company than one of `others`: then its address is not theirs.
    func hasOtherCompany(_ place: Int, than others: some Sequence<Int>) -> Bool {
        others.contains { self.identities[$0].hasOtherCompany(than: self.identities[place]) }
    }

    private func fits(_ place: Int, _ isTaken: [Bool]) -> Bool {
        isTaken.indices.allSatisfy { !isTaken[$0] || self.identities[$0].isSame(as: self.identities[place]) }
    }

    /// Whether only the order in their source puts one before the other.
    private func isSameGrade(_ one: Int, _ other: Int) -> Bool {
        self.matches[one].connector == self.matches[other].connector && self.matches[one].grade == self.matches[other].grade
    }
}
