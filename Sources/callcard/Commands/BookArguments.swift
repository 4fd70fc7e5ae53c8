import AddressBooks
import ArgumentParser
import CallModel
import Foundation

/// How address book files that are named on the command line are read.
struct BookArguments: ParsableArguments {
    @Option(
        name: .long,
        help: ArgumentHelp(
            "What headings mean that are not understood by themselves, as columns in the configuration: HEADING=MEANING, several with commas or by repeating the option.",
            valueName: "heading=meaning"))
    var columns: [String] = []

    @Option(name: .long, help: "The encoding of files that are not UTF-8, such as windows-1252.")
    var encoding: String?

    func validate() throws {
        _ = try self.meanings()
        _ = try self.bookEncoding()
    }

    /// Puts them into the options of a book.
    func apply(to options: inout AddressBookOptions) throws {
        options.columns = try self.meanings()
        options.encoding = try self.bookEncoding()
    }

    private func bookEncoding() throws -> BookEncoding? {
        guard let encoding else { return nil }
        guard let known = BookEncoding(name: encoding) else {
            throw ValidationError("--encoding is one of \(BookEncoding.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        return known
    }

    /// `Durchwahl=telNumbers.Office,Stufe=customFields.Tier`, or with colons and braces as the configuration has it. A comma may be
    /// part of a heading.
    private func meanings() throws -> [String: BookColumn] {
        var meanings: [String: BookColumn] = [:]
        for option in self.columns {
            var heading = ""
            for part in option.trimmed("{} ").split(separator: ",", omittingEmptySubsequences: false) {
                heading += heading.isEmpty ? "\(part)" : ",\(part)"
                guard let mark = heading.lastIndex(where: { $0 == "=" || $0 == ":" }) else { continue }
                guard let column = BookColumn(String(heading[heading.index(after: mark)...]).trimmed(" \"'")) else { continue }
                meanings[String(heading[..<mark]).trimmed(" \"'")] = column
                heading = ""
            }
            guard heading.isEmpty else {
                throw ValidationError(
                    "--columns is HEADING=MEANING, where MEANING is a caller field, telNumbers.NAME, customFields.NAME, block, or ignore"
                )
            }
        }
        return meanings
    }
}

extension String {
    /// The text without `characters` at its ends.
    fileprivate func trimmed(_ characters: String) -> String {
        self.trimmingCharacters(in: CharacterSet(charactersIn: characters))
    }
}

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
