package import CallModel
internal import Enrichment

/// Reads and changes the address books that flows fill; lookups see each change at once (C10).
package struct ContactEditor: Sendable {
    /// Contacts that are put into a book without a pause: reading the numbers of a thousand takes longer than a lookup may wait for
    /// the thread.
    private static let chunk = 16

    private let runtimeStore: RuntimeConfigurationStore

    init(runtimeStore: RuntimeConfigurationStore) {
        self.runtimeStore = runtimeStore
    }

    /// The books that a principal reaches, those that its services look into, in configuration order.
    package func books(for principal: Principal) -> [any EditableAddressBook] {
        let runtime = self.runtimeStore.current
        if principal.services == .all { return runtime.flows.books }
        let named = Set(runtime.plan(for: principal.services).connectors.map(\.id))
        return runtime.flows.books.filter { named.contains($0.id) }
    }

    /// One of the books that a principal reaches.
    ///
    /// - Throws: `notFound`.
    package func book(_ id: String, for principal: Principal) throws(Refusal) -> any EditableAddressBook {
        guard let book = self.books(for: principal).first(where: { $0.id.value == id }) else {
            throw Refusal(.notFound, "There is no such address book for this key.")
        }
        return book
    }

    /// The contacts of some ids, in their order.
    ///
    /// - Parameters:
    ///   - texts: Ids, or ids joined by commas; an id may hold a comma itself.
    ///   - limit: At most so many ids.
    /// - Returns: `nil` where they are more.
    package func contacts(_ texts: [String], of book: any EditableAddressBook, atMost limit: Int) -> [BookContact]? {
        let ids = texts.flatMap { text -> [String] in
            guard text.contains(","), book.contacts([text]).isEmpty else { return [text] }
            return text.split(separator: ",").map { $0.trimmingPrefix(while: \.isWhitespace).description }
        }
        return ids.count > limit ? nil : book.contacts(ids)
    }

    /// Puts contacts into a book.
    ///
    /// - Parameter addsNew: Whether those that are not there yet are added.
    package func put(_ batch: ContactBatch, into book: any EditableAddressBook, addsNew: Bool) async -> ContactReceipt {
        var (results, unreadable): ([ContactResult], [[String]]) = ([], [])
        for start in stride(from: 0, to: batch.contacts.count, by: Self.chunk) {
            if start > 0 { await Task.yield() }
            let contacts = Array(batch.contacts[start...].prefix(Self.chunk))
            results += book.put(contacts, addsNew: addsNew)
            unreadable += book.unreadableNumbers(of: contacts.map(\.id))
        }
        return ContactReceipt(batch, results: results, unreadable: unreadable)
    }
}
