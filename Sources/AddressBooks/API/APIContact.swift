import CallModel
import Contacts
import StrictJSON

/// A contact of a fed book, with the numbers by which it is found.
struct APIContact: Sendable {
    let contact: BookContact
    /// Each once.
    let keys: [NumberKey]

    init(_ contact: BookContact, numbers: any NumberIndexer, region: Region?) {
        self.contact = contact
        var keys: [NumberKey] = []
        for text in Self.read(contact.json)?.numbers.map(\.text) ?? [] {
            var text = text
            text.withUTF8 { bytes in
                NumberCell.forEachNumber(in: UnsafeRawBufferPointer(bytes)) { number in
                    if let key = numbers.key(of: number, region: region), !keys.contains(key) { keys.append(key) }
                }
            }
        }
        self.keys = keys
    }

    /// Who it is.
    var caller: Caller { Self.read(self.contact.json)?.finished ?? Caller() }

    private static func read(_ json: [UInt8]) -> JSONContact? {
        (try? StrictJSON.parse(json, maxDepth: 8))?.objectValue.map(JSONContact.init)
    }
}
