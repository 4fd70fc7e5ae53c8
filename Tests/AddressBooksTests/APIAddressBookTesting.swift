import CallModel
import Testing

@testable import AddressBooks

/// Books as flows fill them, with contacts of few words.
enum APIAddressBooks {
    /// A book in Germany, in memory unless `path` names a file.
    static func book(_ path: String? = nil) -> APIAddressBook {
        APIAddressBook(
            APIAddressBookOptions(id: ConnectorID("pushed")!, path: path, region: Region("DE")), numbers: FakeNumbers(),
            time: HandClock())
    }

    /// A contact as the interface writes it.
    ///
    /// - Parameters:
    ///   - phone: The last three digits of a number in Berlin.
    ///   - more: Further members, each after a comma.
    static func contact(_ id: String, _ name: String, phone: Int? = nil, _ more: String = "") -> BookContact {
        let phones = phone.map { #","businessPhones":["+493023125\#($0)"]"# } ?? ""
        return BookContact(id: id, json: Array(#"{"externalId":"\#(id)","firstName":"\#(name)"\#(phones)\#(more)}"#.utf8))
    }

    static func entry(_ id: String, _ name: String) -> APIContact {
        APIContact(self.contact(id, name), numbers: FakeNumbers(), region: Region("DE"))
    }

    /// First names of those who have the number that ends in `phone`.
    static func names(_ book: any ImmediateConnector, _ phone: Int) -> [String] {
        book.findings(for: Books.number("+493023125\(phone)")).compactMap { $0.caller[.firstName] }
    }
}
