internal import Application
internal import CallModel
internal import Foundation
internal import HTTPTypes
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
    /// RFC 3986, section 2.3.
    private static let unreserved = CharacterSet(
        charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
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
        let named = ids.isEmpty ? [] : self.contacts.contacts(ids, of: book, atMost: Self.limit)
        if named == nil { let _: String? = query.wrong("externalIds", "may name at most \(Self.limit)") }
        try query.finish()
        let found = ids.isEmpty ? book.contacts(after: after, limit: Self.pageLimit + 1) : named ?? []
        let page = found.prefix(Self.pageLimit)
        var response = Response.array(capacity: 1_024) { writer in
            for contact in page { writer.value(encoded: contact.json) }
        }
        if page.count < found.count, let last = page.last { response.headers[.link] = Self.next(behind: last, of: book) }
        return response
    }

    /// RFC 8288: where the contacts behind `contact` are.
    private static func next(behind contact: BookContact, of book: any EditableAddressBook) -> String {
        let id = contact.id.addingPercentEncoding(withAllowedCharacters: Self.unreserved) ?? ""
        return "</v2/AddressBooks/\(book.id.value)/contacts?after=\(id)>; rel=\"next\""
    }

    private func put(_ request: AuthenticatedRequest, addsNew: Bool) async throws -> Response {
        let book = try self.book(request)
        let (elements, isList) = try Self.contacts(in: try await request.jsonBody(upTo: Self.byteLimit))
        let receipt = await self.contacts.put(ContactBatch(elements), into: book, addsNew: addsNew)
        return .object(capacity: 256) { writer in
            if isList { receipt.writeList(to: &writer) } else { receipt.writeSingle(to: &writer) }
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
    private static func contacts(in body: ByteBuffer) throws(Problem) -> (elements: [JSONValue], isList: Bool) {
        let elements: [JSONValue]
        switch try BodyReader.value(in: body) {
        case .object(let object): return ([.object(object)], false)
        case .array(let list): elements = list
        default: throw Self.refused("The body must be a contact, or a list of contacts.")
        }
        guard elements.count <= Self.limit else {
            throw Self.refused("At most \(Self.limit) contacts fit in one call; send the others in a second one.")
        }
        return (elements, true)
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

extension HTTPField.Name {
    /// RFC 8288.
    fileprivate static let link = Self("Link")!
}
