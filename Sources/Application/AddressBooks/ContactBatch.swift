package import CallModel
package import StrictJSON

/// Contacts as they were sent, read for an address book.
package struct ContactBatch: Sendable {
    /// The usable contacts, each id once: of several with one id the last.
    package private(set) var contacts: [BookContact] = []
    /// The ids of unusable contacts; an empty text for each without a usable id.
    package private(set) var unusableIDs: [String] = []
    /// The contacts as they were sent, in the order of ``contacts``.
    private var sent: [JSONObject] = []

    /// Reads contacts; an element that is no object, or has members of a wrong type, is unusable.
    package init(_ elements: [JSONValue]) {
        var positions: [String: Int] = [:]
        for element in elements {
            guard let object = element.objectValue, let contact = ContactReader.contact(object) else {
                self.unusableIDs.append(ContactReader.id(element.objectValue?["externalId"]) ?? "")
                continue
            }
            if let position = positions.updateValue(self.contacts.count, forKey: contact.id) {
                (self.contacts[position], self.sent[position]) = (contact, object)
                positions[contact.id] = position
            } else {
                self.contacts.append(contact)
                self.sent.append(object)
            }
        }
    }

    /// JSON pointers (RFC 6901) to those of a contact's numbers that a book can't read, from the contact on as it was sent.
    ///
    /// - Parameters:
    ///   - texts: As the book keeps them.
    ///   - index: The contact's place among ``contacts``.
    package func pointers(to texts: [String], ofContactAt index: Int) -> [String] {
        guard !texts.isEmpty else { return [] }
        return ContactReader.phoneLists.flatMap { list in
            (self.sent[index][list]?.arrayValue ?? []).enumerated().compactMap { place, element in
                guard let text = element.stringValue.flatMap(FieldText.clean), texts.contains(text) else { return nil }
                return "/\(list)/\(place)"
            }
        }
    }
}

/// What became of contacts that were sent to a book.
package struct ContactReceipt: Sendable {
    /// The counts of contacts that are new, replaced others, or were there already.
    package private(set) var added = 0, updated = 0, unchanged = 0
    /// Contacts that were not taken, and why; an empty id for each without a usable one.
    package private(set) var rejected: [(id: String, code: Rejection)] = []
    /// Numbers of those that were taken which no call will ever match; the pointer leads from the contact on.
    package private(set) var unreadable: [(id: String, pointer: String)] = []
    /// Those that were taken, as they are kept.
    package private(set) var kept: [BookContact] = []

    /// Why a contact is not taken. Raw values are the contract's.
    package enum Rejection: String, Hashable, Sendable, CaseIterable {
        /// It has no usable id, members of a wrong type, or is too large.
        case invalidValue
        /// There is none of its id to be updated.
        case notFound
        /// The book holds as many as it may.
        case bookFull
    }

    /// - Parameters:
    ///   - results: One for each contact of the batch.
    ///   - unreadable: Texts that the book can't read, of each contact.
    init(_ batch: ContactBatch, results: [ContactResult], unreadable: [[String]]) {
        self.rejected = batch.unusableIDs.map { ($0, .invalidValue) }
        for (index, contact) in batch.contacts.enumerated() {
            switch results[index] {
            case .added: self.added += 1
            case .updated: self.updated += 1
            case .unchanged: self.unchanged += 1
            case .notFound: self.rejected.append((contact.id, .notFound))
            case .bookFull: self.rejected.append((contact.id, .bookFull))
            }
            guard [.added, .updated, .unchanged].contains(results[index]) else { continue }
            self.kept.append(contact)
            let pointers = batch.pointers(to: unreadable[index], ofContactAt: index)
            self.unreadable += pointers.map { (contact.id, $0) }
        }
    }
}
