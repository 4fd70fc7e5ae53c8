internal import CallModel

/// What became of all findings of one lookup.
struct MergeResult {
    var matches: [Match] = []
    /// `nil` where nothing is known, or nothing is equal in all candidates.
    var caller: Caller?
    var sources: [FieldProvenance] = []
    var isAmbiguous = false
    /// How each match was used, in the order of `matches`; for `explain`.
    var uses: [MatchUse] = []
}

/// What a match was good for. The raw value is told to people.
enum MatchUse: String {
    case isTheCaller = "the best match: it is the caller"
    case filledIn = "the same caller: filled in what was missing"
    case anotherPerson = "another person: kept among the matches, gives nothing"
    case oneOfSeveral = "one of several different callers of the best grade: only what is equal in all is shown"
    case belowAmbiguity = "below an ambiguous best grade: gives nothing"
}
