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
    case anotherCaller = "another person or company: kept among the matches, gives nothing"
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
        let records = CallerRecords(result.matches)
        if records.areDifferentCallers(first: top.count) {
            result.isAmbiguous = true
            merged.fill(from: self.common(to: top))
            result.uses = result.matches.indices.map { $0 < top.count ? .oneOfSeveral : .belowAmbiguity }
        } else {
            result.uses = self.fill(&merged, from: records, result.matches)
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

    /// Rules (d) and (e).
    private static func fill(_ merged: inout MergedCaller, from records: CallerRecords, _ matches: [Match]) -> [MatchUse] {
        guard matches.count > 1 else {
            merged.fill(from: matches[0])
            return [.isTheCaller]
        }
        let isOfCaller = records.ofFirstCaller()
        return matches.indices.map { place in
            guard isOfCaller[place] else { return .anotherCaller }
            let isOther = records.hasOtherCompany(place, than: matches.indices[..<place].filter { isOfCaller[$0] })
            merged.fill(from: matches[place], isOfOtherCompany: isOther)
            return place == 0 ? .isTheCaller : .filledIn
        }
    }
}

extension Caller {
    /// Rule (g): what a company's block may say of those behind it.
    fileprivate var ofCompanyOnly: Caller {
        var caller = Caller()
        for field in [.company] + Self.addressFields { caller[field] = self[field] }
        return caller
    }
}
