/// All contacts, by id and by number.
struct ContactIndex: Sendable {
    let all: [Contact]
    private let byID: [Int: Contact]
    private let byNumber: [String: [Contact]]

    init(_ contacts: [Contact]) {
        self.all = contacts
        self.byID = Dictionary(contacts.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        var byNumber: [String: [Contact]] = [:]
        for contact in contacts {
            for number in Set(contact.phones.map(\.plain)) { byNumber[number, default: []].append(contact) }
        }
        self.byNumber = byNumber
    }

    /// The contact of that id.
    func contact(_ id: Int) -> Contact? { self.byID[id] }

    /// Contacts with a number, written `+` and digits, in the order of the file.
    func contacts(number: String) -> [Contact] { self.byNumber[number] ?? [] }
}
