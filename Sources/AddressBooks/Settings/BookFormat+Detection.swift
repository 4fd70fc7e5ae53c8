internal import CallModel

extension BookFormat {
    private static func begins(_ text: Slice<UnsafeBufferPointer<UInt8>>, _ mark: String) -> Bool {
        text.starts(with: mark.utf8)
    }

    /// Determines the format by how the text begins, then by the file's extension; anything else is taken for CSV.
    static func detect(path: String, text: UnsafeBufferPointer<UInt8>) -> BookFormat {
        let blank: Set<UInt8> = [0x20, 0x09, 0x0A, 0x0D]
        let head = text.prefix(4_096).drop { blank.contains($0) }
        if head.prefix(11).elementsEqual("BEGIN:VCARD".utf8, by: { $0 & 0xDF == $1 & 0xDF }) { return .vCard }
        if Self.begins(head, "<?xml") || Self.begins(head, "<phonebooks") { return .fritzBox }
        if ["dn:", "version: 1\n", "version: 1\r", "version:1", "# extended LDIF", "# LDIF"].contains(where: {
            Self.begins(head, $0)
        }) {
            return .ldif
        }
        let name = path.utf8.split(separator: UInt8(ascii: "/")).last.map { String(Substring($0)).lowercased() } ?? ""
        switch name.split(separator: ".", omittingEmptySubsequences: false).dropFirst().last {
        case "json": return .json
        case "vcf", "vcard": return .vCard
        case "ldif", "ldi": return .ldif
        case "csv", "tsv", "txt", "tab": return .csv
        default: return head.first == UInt8(ascii: "[") ? .json : .csv
        }
    }
}

extension AddressBookOptions.Delimiter {
    /// The character itself; all are ASCII.
    var byte: UInt8 { self.rawValue.utf8.first! }
}
