internal import CallModel

/// The result of merging all findings of one lookup.
struct MergeResult {
    var matches: [Match] = []
    /// `nil` where nothing is known, or nothing is equal in all candidates.
    var caller: Caller?
    var sources: [FieldProvenance] = []
    var isAmbiguous = false
    /// The use of each match, in the order of `matches`; for `explain`.
    var uses: [MatchUse] = []
}

/// The use of a match for the merged caller. The raw value is shown to people.
enum MatchUse: String {
    case isTheCaller = "the best match: it is the caller"
    case filledIn = "the same caller: filled in what was missing"
    case anotherPerson = "another person: kept among the matches, gives nothing"
    case oneOfSeveral = "one of several different callers of the best grade: only what is equal in all is shown"
    case belowAmbiguity = "below an ambiguous best grade: gives nothing"
}

/// Makes one caller of the findings of several connectors, by the contract's rules (a) to (g). Pure: the same findings in the same
/// order give the same result, in whatever order the connectors answered.
enum Merger {
    /// - Parameter answers: Each connector's findings, in the service's connector order.
    static func merge(_ answers: [(connector: ConnectorID, findings: [Finding])]) -> MergeResult {
        var result = MergeResult()
        result.matches = self.ordered(answers)
        guard let first = result.matches.first else { return result }
        let top = result.matches.prefix { $0.grade == first.grade }
        var merged = MergedCaller()
        if self.holdsDifferentCallers(top) {
            result.isAmbiguous = true
            merged.fill(from: self.common(to: top))
            result.uses = result.matches.indices.map { $0 < top.count ? .oneOfSeveral : .belowAmbiguity }
        } else {
            result.uses = self.fill(&merged, from: result.matches)
        }
        merged.completeDisplayName()
        if !merged.caller.isEmpty {
            result.caller = merged.caller
            result.sources = merged.sources
        }
        return result
    }

    /// Rule (a), with rule (g) applied to blocks.
    private static func ordered(_ answers: [(connector: ConnectorID, findings: [Finding])]) -> [Match] {
        let matches = answers.flatMap { connector, findings in
            findings.map { finding in
                let caller = finding.grade == .prefix ? finding.caller.ofCompanyOnly : finding.caller
                return Match(connector: connector, grade: finding.grade, caller: caller)
            }
        }
        guard matches.count > 1 else { return matches }
        // A sort by grade that keeps the order within a grade.
        return Grade.allCases.flatMap { grade in matches.filter { $0.grade == grade } }
    }

    /// Rule (c): whether one connector shows two people of the top grade.
    private static func holdsDifferentCallers(_ top: some RandomAccessCollection<Match>) -> Bool {
        guard top.count > 1 else { return false }
        let identities = top.map { (connector: $0.connector, identity: CallerIdentity($0.caller)) }
        return identities.indices.contains { i in
            identities[..<i].contains {
                $0.connector == identities[i].connector && !$0.identity.isSame(as: identities[i].identity)
            }
        }
    }

    /// The facts on which all candidates agree, but for those that point at one record.
    private static func common(to candidates: some RandomAccessCollection<Match>) -> Match {
        let first = candidates[candidates.startIndex]
        let others = candidates.dropFirst()
        var caller = Caller()
        for (field, value) in first.caller.fields where field != .id && field != .url && field != .email {
            if others.allSatisfy({ $0.caller[field] == value }) { caller[field] = value }
        }
        for entry in first.caller.telNumbers where others.allSatisfy({ $0.caller.telNumbers.contains(entry) }) {
            caller.addTelNumber(name: entry.name, value: entry.value)
        }
        for entry in first.caller.customFields where others.allSatisfy({ $0.caller.customFields.contains(entry) }) {
            caller.addCustomField(name: entry.name, value: entry.value)
        }
        return Match(connector: first.connector, grade: first.grade, caller: caller)
    }

    /// Rules (d) and (e). A nameless first match fits two different people; it takes sides with the first named one that
    /// fills it in, so that the next cannot make a chimera of them.
    private static func fill(_ merged: inout MergedCaller, from matches: [Match]) -> [MatchUse] {
        let first = CallerIdentity(matches[0].caller)
        var chosen: CallerIdentity?
        return matches.enumerated().map { position, match in
            guard position > 0 else {
                merged.fill(from: match)
                return .isTheCaller
            }
            let identity = CallerIdentity(match.caller)
            let fitsChoice = chosen.map { identity.sharesEmail(with: first) || identity.isSame(as: $0) } ?? true
            guard identity.isSame(as: first), fitsChoice else { return .anotherPerson }
            if first.name == nil, chosen == nil, identity.name != nil { chosen = identity }
            merged.fill(from: match)
            return .filledIn
        }
    }
}

extension Caller {
    /// Rule (g): what a company's block may say of those behind it.
    fileprivate var ofCompanyOnly: Caller {
        var caller = Caller()
        for field in [CallerField.company, .streetAddress, .postCode, .city, .state, .country] {
            caller[field] = self[field]
        }
        return caller
    }
}
