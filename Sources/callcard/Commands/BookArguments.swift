import AddressBooks
import ArgumentParser
import CallModel
import Foundation

extension AddressBookOptions {
    /// Options for a file that is named on the command line, without a configuration; the address book is called after it.
    ///
    /// - Parameter position: Of the file among all that are named, from 0; part of the id where the file's name gives none.
    init(file path: String, at position: Int, region: Region?) {
        let name = ((path as NSString).lastPathComponent as NSString).deletingPathExtension.lowercased()
        let kept = name.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" }.drop { $0 == "-" }
        let id = ConnectorID(String(kept.prefix(48))) ?? ConnectorID("book-\(position + 1)")!
        self.init(id: id, path: path, region: region)
    }
}

extension Region {
    /// Reads `--region`; `nil` stays `nil`.
    ///
    /// - Throws: `ValidationError` for what is no region.
    static func option(_ text: String?) throws -> Region? {
        guard let text else { return nil }
        guard let region = Region(text.uppercased()) else {
            throw ValidationError("a region is two letters (ISO 3166-1 alpha-2), such as DE")
        }
        return region
    }
}
