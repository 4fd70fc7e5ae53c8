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
    /// Who looks after the contact.
    let manager: String?

    /// A number as somebody typed it.
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
