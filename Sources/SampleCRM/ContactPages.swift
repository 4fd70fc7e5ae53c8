import HTTPTypes
import Hummingbird

/// The pages for browsers, where the links of caller cards lead too. There is no sign-in: all of it is invented.
struct ContactPages: Sendable {
    let contacts: ContactIndex

    func add(to router: Router<BasicRequestContext>) {
        router.get("/") { _, _ in Page("Contacts", Self.list(self.contacts.all)).response }
        router.get("contacts/:id") { _, context in
            guard let contact = context.parameters.get("id", as: Int.self).flatMap(self.contacts.contact) else {
                throw HTTPError(.notFound, message: "there is no contact of that id")
            }
            return Page(contact.name, Self.record(contact)).response
        }
        router.get("search") { request, _ in
            let phone = request.uri.queryParameters["phone"].map(String.init) ?? ""
            let found = self.contacts.contacts(number: phone)
            let title = found.isEmpty ? "Nobody has \(phone)" : "Who has \(phone)"
            return Page(title, Self.list(found)).response
        }
        router.get("tickets/new") { request, _ in Page("New ticket", Self.form(request)).response }
        router.get("tickets/:id") { _, context in
            let id = try context.parameters.require("id")
            return Page("Ticket \(id)", [.init(label: "state", text: "open"), .init(label: "about", text: "an order")]).response
        }
        router.get("map") { request, _ in
            MapPage(place: request.uri.queryParameters["place"].map(String.init) ?? "").response
        }
        router.get("visits/new") { request, _ in Page("New visit", Self.form(request)).response }
    }

    private static func list(_ contacts: [Contact]) -> [Page.Row] {
        contacts.map { contact in
            Page.Row(label: contact.organisation ?? "", text: contact.name, link: "/contacts/\(contact.id)")
        }
    }

    private static func record(_ contact: Contact) -> [Page.Row] {
        let address = contact.address.map { "\($0.street), \($0.postcode) \($0.city), \($0.country)" }
        let facts: [(String, String?)] = [
            ("company", contact.organisation), ("role", contact.role), ("e-mail", contact.email), ("address", address),
            ("tier", contact.tier), ("open tickets", "\(contact.openTickets)"), ("looked after by", contact.manager),
        ]
        let numbers = contact.phones.map { Page.Row(label: $0.kind, text: $0.number) }
        return facts.compactMap { label, text in text.map { Page.Row(label: label, text: $0) } } + numbers
    }

    /// The form's fields as the link fills them in.
    private static func form(_ request: Request) -> [Page.Row] {
        request.uri.queryParameters.map { Page.Row(label: String($0.key), text: String($0.value)) }
    }
}
