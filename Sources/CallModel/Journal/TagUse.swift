/// A tag that was saved, for suggestions.
public struct TagUse: Hashable, Sendable {
    /// The service's id.
    public var service: String
    /// As it was saved.
    public var text: String
    /// What searches compare: NFKD, without marks, case-folded.
    public var searchKey: String

    public init(service: String, text: String, searchKey: String) {
        self.service = service
        self.text = text
        self.searchKey = searchKey
    }
}
