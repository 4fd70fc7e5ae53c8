package import CallModel
internal import StrictJSON
internal import Waiting

/// A book by the name of the connector that plans ask, so that keys of their services reach it.
package final class EditableBook: EditableAddressBook {
    package let id = ConnectorID("contacts")!
    private let contacts = Lock<[String: BookContact]>([:])

    /// An empty book.
    package init() {}

    package var contactCount: Int { self.contacts.withLock(\.count) }

    package func put(_ contacts: [BookContact], addsNew: Bool) -> [ContactResult] {
        self.contacts.withLock { kept in
            contacts.map { contact in
                let before = kept[contact.id]
                guard addsNew || before != nil else { return .notFound }
                kept[contact.id] = contact
                guard let before else { return .added }
                return before == contact ? .unchanged : .updated
            }
        }
    }

    package func contacts(_ ids: [String]) -> [BookContact] {
        self.contacts.withLock { kept in ids.compactMap { kept[$0] } }
    }

    package func contacts(after id: String?, limit: Int) -> [BookContact] {
        let all = self.contacts.withLock(\.values).sorted { $0.id < $1.id }
        return Array(all.drop { contact in id.map { contact.id <= $0 } ?? false }.prefix(limit))
    }

    /// What has no digit.
    package func unreadableNumbers(of ids: [String]) -> [[String]] {
        self.contacts.withLock { kept in
            ids.map { id in
                let phones = kept[id].flatMap { try? StrictJSON.parse($0.json).objectValue?["businessPhones"]?.arrayValue } ?? []
                return phones.compactMap(\.stringValue).filter { !$0.contains(where: \.isNumber) }
            }
        }
    }

    package func delete(_ ids: [String]) -> Int {
        self.contacts.withLock { kept in ids.count { kept.removeValue(forKey: $0) != nil } }
    }

    package func clear() -> Int {
        self.contacts.withLock { kept in
            defer { kept = [:] }
            return kept.count
        }
    }
}
