/// What kind of file a book is.
package enum BookFormat: String, Hashable, Sendable, CaseIterable {
    case csv
    case vCard = "vcard"
    case json

    /// Tells the format by how the text begins, then by the file's extension; anything else is taken for CSV.
    static func detect(path: String, text: UnsafeBufferPointer<UInt8>) -> BookFormat {
        let blank: Set<UInt8> = [0x20, 0x09, 0x0A, 0x0D]
        let head = text.prefix(4_096).drop { blank.contains($0) }
        if head.prefix(11).elementsEqual("BEGIN:VCARD".utf8, by: { $0 & 0xDF == $1 & 0xDF }) { return .vCard }
        let name = path.utf8.split(separator: UInt8(ascii: "/")).last.map { String(Substring($0)).lowercased() } ?? ""
        switch name.split(separator: ".", omittingEmptySubsequences: false).dropFirst().last {
        case "json": return .json
        case "vcf", "vcard": return .vCard
        case "csv", "tsv", "txt", "tab": return .csv
        default: return head.first == UInt8(ascii: "[") ? .json : .csv
        }
    }
}
