import AddressBooks
import CallModel
import Foundation

/// Names for address books that come straight from files, without a configuration.
enum BookFiles {
    /// Options for a file; the book is called after it.
    static func options(_ path: String, at position: Int, region: Region?) -> AddressBookOptions {
        let name = ((path as NSString).lastPathComponent as NSString).deletingPathExtension.lowercased()
        let kept = name.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" }.drop { $0 == "-" }
        let id = ConnectorID(String(kept.prefix(48))) ?? ConnectorID("book-\(position + 1)")!
        return AddressBookOptions(id: id, path: path, region: region)
    }
}
