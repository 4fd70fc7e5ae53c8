internal import CallModel
internal import Enrichment
internal import Sessions

/// Finds what a user typed in names of services and in what memory still holds of callers (S48).
struct InteractionSearch {
    let runtimeStore: RuntimeConfigurationStore
    let enricher: Enricher
    /// Who searches; callers are seen only in services that this user is a member of.
    let user: String

    /// Services and sessions that hold all words of `text`; `nil` where there are no words, which finds all.
    func find(_ text: String) -> ListingQuery.Search? {
        let words = Tag.searchKey(text).split(whereSeparator: \.isWhitespace).map(String.init)
        guard !words.isEmpty else { return nil }
        let services = self.runtimeStore.current.services.values.map(\.settings).filter { settings in
            let name = Tag.searchKey(settings.displayName)
            return words.allSatisfy { name.contains($0) }
        }
        let digits = text.filter { ("0"..."9").contains($0) }
        let isNumber = digits.utf8.count >= 3 && !text.contains(where: \.isLetter)
        let memberships = self.runtimeStore.current.services.values.map(\.settings).filter { $0.members.contains(self.user) }.map(
            \.id)
        let sessions = self.enricher.sessions(within: .only(Set(memberships))) { number, caller in
            (isNumber && Self.holds(digits, number)) || caller.map { Self.holds(words, $0) } ?? false
        }
        return ListingQuery.Search(services: Set(services.map(\.id)), sessions: sessions)
    }

    private static func holds(_ words: [String], _ caller: Caller) -> Bool {
        let fields = caller.fields.map(\.value) + caller.telNumbers.map(\.value) + caller.customFields.map(\.value)
        let text = Tag.searchKey(fields.joined(separator: "\n"))
        return words.allSatisfy { text.contains($0) }
    }

    private static func holds(_ digits: String, _ number: CallerNumber?) -> Bool {
        switch number {
        case .full(let number)?:
            number.digits.contains(digits) || number.national.filter { ("0"..."9").contains($0) }.contains(digits)
        case .short(let dialled)?: dialled.contains(digits)
        case .withheld?, nil: false
        }
    }
}
