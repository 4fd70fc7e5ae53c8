package import CallModel
internal import Enrichment
package import StrictJSON

/// Contacts as they were sent, read for an address book.
package struct ContactBatch: Sendable {
    /// The usable contacts, each id once: of several with one id the last.
    package private(set) var contacts: [BookContact] = []
    /// The ids of unusable contacts; an empty text for each without a usable id.
    package private(set) var unusableIDs: [String] = []

    /// Reads contacts; an element that is no object, or has members of a wrong type, is unusable.
    package init(_ elements: [JSONValue]) {
        var positions: [String: Int] = [:]
        for element in elements {
            guard let contact = element.objectValue.flatMap(ContactReader.contact) else {
                self.unusableIDs.append(ContactReader.id(element.objectValue?["externalId"]) ?? "")
                continue
            }
            if let position = positions.updateValue(self.contacts.count, forKey: contact.id) {
                self.contacts[position] = contact
                positions[contact.id] = position
            } else {
                self.contacts.append(contact)
            }
        }
    }
}

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

    /// Puts contacts into a book.
    ///
    /// - Parameter addsNew: Whether those that are not there yet are added.
    /// - Returns: One result for each contact.
    package func put(
        _ contacts: [BookContact], into book: any EditableAddressBook, addsNew: Bool
    ) async -> [ContactResult] {
        var results: [ContactResult] = []
        for start in stride(from: 0, to: contacts.count, by: Self.chunk) {
            if start > 0 { await Task.yield() }
            results += book.put(Array(contacts[start...].prefix(Self.chunk)), addsNew: addsNew)
        }
        return results
    }
}
