internal import Application
internal import CallModel
internal import Foundation
internal import Hummingbird
internal import NIOCore
internal import Sessions
internal import StrictJSON

/// Answers what is below `/v1/users/{user}/interactions`: the list, the search, the detail, and the conclusion that is saved once.
struct InteractionController: Sendable {
    let interactions: InteractionReader
    let conclusions: ConclusionRecorder
    /// Writes what is found.
    let encoder: InteractionEncoder

    /// The maximum number of tags that are looked at; more than are allowed, so that the answer can say which.
    private static let tagLimit = 1_000

    var endpoints: [Endpoint] {
        let (path, roles) = ("/v1/users/{user}/interactions", AuthenticatedRequest.userRoles)
        return [
            Endpoint(.get, path, roles, handler: self.list),
            Endpoint(.post, path + "/search", roles, handler: self.search),
            Endpoint(.get, path + "/{id}", roles, handler: self.detail),
            Endpoint(.put, path + "/{id}/conclusion", roles, handler: self.conclude),
        ]
    }

    private func list(_ request: AuthenticatedRequest) async throws -> Response {
        let access = try request.userAccess
        var query = request.query(known: ["outcome", "limit", "before"])
        let listing = ListingRequest(query: &query)
        try query.finish()
        return Response(json: try await self.page(listing, access))
    }

    private func search(_ request: AuthenticatedRequest) async throws -> Response {
        let access = try request.userAccess
        let listing = try ListingRequest(search: try await request.jsonBody())
        return Response(json: try await self.page(listing, access))
    }

    /// A page as JSON: `{"items", "next"?, "live"}`.
    func page(_ request: ListingRequest, _ access: UserAccess) async throws(Refusal) -> [UInt8] {
        let page = try await self.interactions.page(request, for: access)
        var writer = JSONWriter(capacity: 512 * page.interactions.count + 64)
        writer.object { writer in
            writer.array("items") { writer in
                for interaction in page.interactions { self.encoder.write(interaction, to: &writer) }
            }
            if page.hasMore, let last = page.interactions.last { writer.member("next", PageCursor.encode(last.place)) }
            // An interaction that was live when it was read may have ended since.
            writer.member("live", page.interactions.contains(where: \.isLive) || self.interactions.isLive(access))
        }
        return writer.bytes
    }

    private func detail(_ request: AuthenticatedRequest) async throws -> Response {
        let detail = try await self.interactions.detail(request.parameter("id"), for: request.userAccess)
        return .object(capacity: 2_048) { self.encoder.writeMembers(of: detail, to: &$0) }
    }

    private func conclude(_ request: AuthenticatedRequest) async throws -> Response {
        let access = try request.userAccess
        var reader = try await request.bodyReader(known: ["primaryCode", "secondaryCode", "tags"])
        let codes = CodeChoice(
            primary: reader.string("primaryCode").flatMap { $0.isEmpty ? nil : $0 },
            secondary: reader.string("secondaryCode").flatMap { $0.isEmpty ? nil : $0 })
        let tags = reader.texts("tags", atMost: Self.tagLimit) ?? []
        try reader.finish()
        let concluded = try await self.conclusions.conclude(
            request.parameter("id"), with: ConclusionDraft(codes: codes, tags: tags), by: access)
        var writer = JSONWriter(capacity: 1_024)
        self.encoder.write(concluded, to: &writer)
        return Response(json: writer.bytes)
    }
}

extension ListingRequest {
    private static let limits = 1...200

    /// Reads the query of a list.
    fileprivate init(query reader: inout QueryReader) {
        self.init()
        if let word = reader.text("outcome") {
            self.outcome = OutcomeFilter(rawValue: word) ?? reader.wrong("outcome", "must be all, accepted or missed") ?? .all
        }
        self.limit = reader.int("limit", in: Self.limits) ?? Self.usualLimit
        if let cursor = reader.text("before") {
            self.after = PageCursor.decode(cursor) ?? reader.wrong("before", "must be the next of an earlier page")
        }
    }

    /// Reads the body of a search.
    fileprivate init(search body: ByteBuffer) throws(Problem) {
        self.init()
        var reader = try BodyReader(body, known: ["text", "outcome", "limit", "before"])
        self.text = reader.requiredString("text") ?? ""
        if self.text.utf8.count > 1_024 { let _: String? = reader.wrong("text", "must be at most 256 characters") }
        self.outcome = reader.word("outcome", OutcomeFilter.self) ?? .all
        self.limit = reader.int("limit", in: Self.limits) ?? Self.usualLimit
        if let cursor = reader.string("before") {
            self.after = PageCursor.decode(cursor) ?? reader.wrong("before", "must be the next of an earlier page")
        }
        try reader.finish()
    }
}

/// The place at which a page of a list ended, as clients hand it back: opaque to them.
private enum PageCursor {
    /// `<milliseconds>.<session>` in base64url.
    static func encode(_ place: ListingQuery.Position) -> String {
        Data("\(place.updatedAt.milliseconds).\(place.session)".utf8).base64EncodedString()
            .replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }

    /// `nil` for anything that ``encode(_:)`` did not make.
    static func decode(_ text: String) -> ListingQuery.Position? {
        let plain = text.replacing("-", with: "+").replacing("_", with: "/")
        let padded = plain + String(repeating: "=", count: (4 - plain.utf8.count % 4) % 4)
        guard let data = Data(base64Encoded: padded), let cursor = String(validating: data, as: UTF8.self),
            let dot = cursor.firstIndex(of: "."), let milliseconds = Int64(cursor[..<dot])
        else { return nil }
        let session = String(cursor[cursor.index(after: dot)...])
        guard SessionID.isValid(session) else { return nil }
        return ListingQuery.Position(updatedAt: WallTime(milliseconds: milliseconds), session: session)
    }
}
