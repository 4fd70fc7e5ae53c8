internal import Application
internal import CallModel
internal import Hummingbird
internal import NIOCore
internal import StrictJSON

/// Answers `/v2/AddressBooks` and what is below: flows fill address books, which lookups ask from then on (C10).
struct AddressBookController: Sendable {
    let contacts: ContactEditor

    /// The maximum number of contacts in one answer.
    private static let pageLimit = 1_000
    /// The maximum number of contacts, or ids, in one request.
    private static let limit = 1_000
    /// Largest body, in bytes.
    private static let byteLimit = 1 << 20
    private static let roles: Set<Role> = [.flow, .operator]

    var endpoints: [Endpoint] {
        let (path, contacts, roles) = ("/v2/AddressBooks", "/v2/AddressBooks/{id}/contacts", Self.roles)
        return [
            Endpoint(.get, path, roles, handler: self.list),
            Endpoint(.get, contacts, roles, handler: self.page),
            Endpoint(.post, contacts, roles) { try await self.put($0, addsNew: true) },
            Endpoint(.put, contacts, roles) { try await self.put($0, addsNew: false) },
            Endpoint(.post, contacts + "/delete", roles, handler: self.delete),
            Endpoint(.post, contacts + "/clear", roles) { Self.deleted(try self.book($0).clear()) },
        ]
    }

    private func list(_ request: AuthenticatedRequest) async throws -> Response {
        .array(capacity: 256) { writer in
            for book in self.contacts.books(for: request.principal) {
                writer.object { writer in
                    writer.member("id", book.id.value)
                    writer.member("name", book.id.value)
                    writer.member("contacts", book.contactCount)
                }
            }
        }
    }

    private func page(_ request: AuthenticatedRequest) async throws -> Response {
        let book = try self.book(request)
        var query = request.query(known: ["externalIds", "after"])
        let ids = query.texts("externalIds", atMost: Self.limit)
        let after = query.text("after")
        try query.finish()
        let found = ids.isEmpty ? book.contacts(after: after, limit: Self.pageLimit) : book.contacts(ids)
        return .array(capacity: 1_024) { writer in
            for contact in found { writer.value(encoded: contact.json) }
        }
    }

    private func put(_ request: AuthenticatedRequest, addsNew: Bool) async throws -> Response {
        let book = try self.book(request)
        let batch = ContactBatch(try Self.contacts(in: try await request.jsonBody(upTo: Self.byteLimit)))
        let results = await self.contacts.put(batch.contacts, into: book, addsNew: addsNew)
        return .object(capacity: 128) { writer in
            writer.member("added", results.count { $0 == .added })
            writer.member("updated", results.count { $0 == .updated })
            writer.member("unchanged", results.count { $0 == .unchanged })
            writer.array("rejected") { writer in
                for id in batch.unusableIDs { Self.reject(id, ProblemCode.invalidValue.rawValue, in: &writer) }
                for (contact, result) in zip(batch.contacts, results) {
                    switch result {
                    case .notFound: Self.reject(contact.id, ProblemCode.notFound.rawValue, in: &writer)
                    case .bookFull: Self.reject(contact.id, "bookFull", in: &writer)
                    case .added, .updated, .unchanged: break
                    }
                }
            }
        }
    }

    private static func reject(_ id: String, _ code: String, in writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("externalId", id)
            writer.member("code", code)
        }
    }

    private func delete(_ request: AuthenticatedRequest) async throws -> Response {
        let book = try self.book(request)
        return Self.deleted(book.delete(try Self.ids(in: try await request.jsonBody(upTo: Self.byteLimit))))
    }

    private static func deleted(_ count: Int) -> Response {
        .object(capacity: 24) { $0.member("deleted", count) }
    }

    private func book(_ request: AuthenticatedRequest) throws(Refusal) -> any EditableAddressBook {
        try self.contacts.book(request.parameter("id"), for: request.principal)
    }

    /// A body that is one contact, or a list of them.
    private static func contacts(in body: ByteBuffer) throws(Problem) -> [JSONValue] {
        let elements: [JSONValue]
        switch try BodyReader.value(in: body) {
        case .object(let object): elements = [.object(object)]
        case .array(let list): elements = list
        default: throw Self.refused("The body must be a contact, or a list of contacts.")
        }
        guard elements.count <= Self.limit else {
            throw Self.refused("At most \(Self.limit) contacts fit in one call; send the others in a second one.")
        }
        return elements
    }

    /// A body that is a list of external ids.
    private static func ids(in body: ByteBuffer) throws(Problem) -> [String] {
        guard let elements = try BodyReader.value(in: body).arrayValue, elements.count <= Self.limit else {
            throw Self.refused("The body must be a list of at most \(Self.limit) external ids.")
        }
        let ids = elements.compactMap(ContactReader.id)
        guard ids.count == elements.count else {
            throw Self.refused("External ids are texts of 1 to \(BookContact.longestID) characters.")
        }
        return ids
    }

    private static func refused(_ detail: String) -> Problem {
        Refusal(faults: [.init([], .invalidValue, detail)]).problem
    }
}
