internal import CallModel
internal import NIOCore

/// What a client wants to see of a user's list, from a URL or a body.
struct ListingRequest {
    var outcome = OutcomeFilter.all
    var limit = ListingRequest.usualLimit
    var after: ListingQuery.Position?
    /// Empty finds all.
    var text = ""

    /// S10: fifty a page.
    static let usualLimit = 50
    private static let limits = 1...200

    /// The first page.
    init() {}

    /// From the query of a list.
    init(query reader: inout QueryReader) {
        if let word = reader.text("outcome") {
            self.outcome = OutcomeFilter(rawValue: word) ?? reader.wrong("outcome", "must be all, accepted or missed") ?? .all
        }
        self.limit = reader.int("limit", in: Self.limits) ?? Self.usualLimit
        if let mark = reader.text("before") {
            self.after = PageCursor.decode(mark) ?? reader.wrong("before", "must be the next of an earlier page")
        }
    }

    /// From the body of a search.
    init(search body: ByteBuffer) throws(Problem) {
        var reader = try BodyReader(body, known: ["text", "outcome", "limit", "before"])
        self.text = reader.requiredString("text") ?? ""
        if self.text.utf8.count > 1_024 { let _: String? = reader.wrong("text", "must be at most 256 characters") }
        self.outcome = reader.word("outcome", OutcomeFilter.self) ?? .all
        self.limit = reader.int("limit", in: Self.limits) ?? Self.usualLimit
        if let mark = reader.string("before") {
            self.after = PageCursor.decode(mark) ?? reader.wrong("before", "must be the next of an earlier page")
        }
        try reader.finish()
    }
}
