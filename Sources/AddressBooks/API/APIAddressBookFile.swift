import CallModel
import PrivateFiles
import StrictJSON

/// The file of an address book by API: a JSON array of contacts, which reads as an address book file too. It is replaced as a whole, so that
/// half of it is never seen.
enum APIAddressBookFile {
    /// The contacts of the file.
    ///
    /// - Returns: None where there is no file yet, or nothing in it.
    /// - Throws: Where it is no such file.
    static func read(_ path: String) throws(AddressBookError) -> [BookContact] {
        let file: MappedBytes
        do throws(AddressBookError) {
            file = try BookFile.read(path).bytes
        } catch .missing {
            return []
        }
        defer { withExtendedLifetime(file) {} }
        guard !file.memory.isEmpty else { return [] }
        let records = try JSONRecords(try BookText(file, declared: nil))
        var cursor = records.start
        var contacts: [BookContact] = []
        while let span = try records.next(&cursor) {
            let bytes = Array(records.text.bytes[span.start..<span.end])
            guard span.flaw == nil, let object = (try? StrictJSON.parse(bytes, maxDepth: 8))?.objectValue,
                let id = object["externalId"]?.stringValue
            else { throw .badJSON(line: span.line) }
            contacts.append(BookContact(id: id, json: bytes))
        }
        return contacts
    }

    /// Writes all to a file beside, brings that to the disk, and puts it in the place of the old one; readable by its owner only.
    ///
    /// - Returns: Whether it could be written.
    static func write(_ contacts: [BookContact], to path: String) -> Bool {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(contacts.reduce(4) { $0 + $1.json.count + 2 })
        bytes.append(UInt8(ascii: "["))
        for (index, contact) in contacts.enumerated() {
            bytes += index == 0 ? [0x0A] : [UInt8(ascii: ","), 0x0A]
            bytes += contact.json
        }
        bytes += [0x0A, UInt8(ascii: "]"), 0x0A]
        return PrivateFile.replace(path, with: bytes)
    }
}
