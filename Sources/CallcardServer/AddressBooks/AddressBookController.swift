internal import CallModel
internal import Enrichment
internal import Hummingbird
internal import StrictJSON

/// Answers `/v2/AddressBooks` and what is below: flows fill address books, which are looked into from then on (C10).
struct AddressBookController: Sendable {
    let sites: RuntimeConfigurationStore

    /// Most contacts in one answer.
    private static let pageLimit = 1_000
    /// Contacts that are put into a book without a pause.
    private static let atOnce = 16

    var endpoints: [Endpoint] {
        let access = Endpoint.Access.roles([.flow, .operator])
        let contacts = "/v2/AddressBooks/{id}/contacts"
        return [
            Endpoint(.get, "/v2/AddressBooks", access, answer: self.list),
            Endpoint(.get, contacts, access, answer: self.contacts),
            Endpoint(.post, contacts, access) { call async throws(Problem) in try await self.put(call, addsNew: true) },
            Endpoint(.put, contacts, access) { call async throws(Problem) in try await self.put(call, addsNew: false) },
            Endpoint(.post, contacts + "/delete", access, answer: self.delete),
            Endpoint(.post, contacts + "/clear", access, answer: self.clear),
        ]
    }

    private func list(_ call: APIRequest) async throws(Problem) -> Response {
        var writer = JSONWriter(capacity: 256)
        writer.array { writer in
            for book in self.books(of: call) {
                writer.object { writer in
                    writer.member("id", book.id.value)
                    writer.member("name", book.id.value)
                    writer.member("contacts", book.contactCount)
                }
            }
        }
        return Response(json: writer.bytes)
    }

    private func contacts(_ call: APIRequest) async throws(Problem) -> Response {
        let book = try self.book(of: call)
        var query = QueryReader(call.request, known: ["externalIds", "after"])
        let ids = query.texts("externalIds", atMost: ContactBody.limit)
        let after = query.text("after")
        try query.finish()
        let found = ids.isEmpty ? book.contacts(after: after, limit: Self.pageLimit) : book.contacts(ids)
        var writer = JSONWriter(capacity: 1_024)
        writer.array { writer in
            for contact in found { writer.value(encoded: contact.json) }
        }
        return Response(json: writer.bytes)
    }

    private func put(_ call: APIRequest, addsNew: Bool) async throws(Problem) -> Response {
        let book = try self.book(of: call)
        let body = try ContactBody(try await call.jsonBody(upTo: ContactBody.byteLimit))
        let fates = await Self.put(body.contacts, into: book, addsNew: addsNew)
        var writer = JSONWriter(capacity: 128)
        writer.object { writer in
            writer.member("added", fates.count { $0 == .added })
            writer.member("updated", fates.count { $0 == .updated })
            writer.member("unchanged", fates.count { $0 == .unchanged })
            writer.array("rejected") { writer in
                for id in body.unusable { Self.reject(id, ProblemCode.invalidValue.rawValue, in: &writer) }
                for (contact, fate) in zip(body.contacts, fates) {
                    switch fate {
                    case .notFound: Self.reject(contact.id, ProblemCode.notFound.rawValue, in: &writer)
                    case .bookFull: Self.reject(contact.id, "bookFull", in: &writer)
                    case .added, .updated, .unchanged: break
                    }
                }
            }
        }
        return Response(json: writer.bytes)
    }

    /// A few at a time: reading the numbers of a thousand takes longer than a lookup may wait for this thread.
    private static func put(_ contacts: [BookContact], into book: any EditableAddressBook, addsNew: Bool) async -> [ContactResult]
    {
        var fates: [ContactResult] = []
        for start in stride(from: 0, to: contacts.count, by: Self.atOnce) {
            if start > 0 { await Task.yield() }
            fates += book.put(Array(contacts[start...].prefix(Self.atOnce)), addsNew: addsNew)
        }
        return fates
    }

    private static func reject(_ id: String, _ code: String, in writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("externalId", id)
            writer.member("code", code)
        }
    }

    private func delete(_ call: APIRequest) async throws(Problem) -> Response {
        let book = try self.book(of: call)
        let ids = try ContactBody.ids(try await call.jsonBody(upTo: ContactBody.byteLimit))
        return Self.deleted(book.delete(ids))
    }

    private func clear(_ call: APIRequest) async throws(Problem) -> Response {
        Self.deleted(try self.book(of: call).clear())
    }

    private static func deleted(_ count: Int) -> Response {
        var writer = JSONWriter(capacity: 24)
        writer.object { $0.member("deleted", count) }
        return Response(json: writer.bytes)
    }

    private func book(of call: APIRequest) throws(Problem) -> any EditableAddressBook {
        let id = call.parameter("id")
        guard let book = self.books(of: call).first(where: { $0.id.value == id }) else {
            throw Problem(.notFound, "There is no such address book for this key.")
        }
        return book
    }

    /// A key reaches the books that its services look into.
    private func books(of call: APIRequest) -> [any EditableAddressBook] {
        let site = self.sites.current
        guard let scope = call.principal?.services else { return [] }
        if scope == .all { return site.flows.books }
        let named = Set(site.plan(for: scope).connectors.map(\.id))
        return site.flows.books.filter { named.contains($0.id) }
    }
}
