/// A contact as this CRM keeps it.
struct Contact: Codable, Sendable {
    let id: Int
    let givenName: String
    let familyName: String
    let organisation: String?
    let role: String?
    let email: String?
    let phones: [Phone]
    let address: Address?
    /// `Gold`, `Silver` or `Standard`.
    let tier: String
    let openTickets: Int
    /// The employee who looks after the contact.
    let manager: String?

    /// A number as it was typed in.
    struct Phone: Codable, Sendable {
        /// `office`, `mobile`, `home` or `main`.
        let kind: String
        let number: String

        /// `+493023125123`: what this CRM searches for. All of its numbers are typed with their country code.
        var plain: String { "+" + self.number.filter { $0.isASCII && $0.isNumber } }
    }

    struct Address: Codable, Sendable {
        let street: String
        let postcode: String
        let city: String
        let country: String
    }

    var name: String { "\(self.givenName) \(self.familyName)" }
}

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

    /// The contact of that id; `nil` where there is none.
    func contact(_ id: Int) -> Contact? { self.byID[id] }

    /// Contacts with a number, written `+` and digits, in the order of the file.
    func contacts(number: String) -> [Contact] { self.byNumber[number] ?? [] }
}
