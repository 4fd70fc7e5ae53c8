import CallModel
import TestSupport
import Testing

@testable import AddressBooks

@Suite("C1 Address books survive any bytes")
struct BookFuzzTests {
    @Test("Random bytes never crash, in any format", arguments: ["a.csv", "a.vcf", "a.json", "a.ldif"])
    func randomBytes(name: String) throws {
        var dice = SeededGenerator(seed: 1)
        let folder = Folder()
        for round in 0..<200 {
            let bytes = (0..<Int.random(in: 0...300, using: &dice)).map { _ in UInt8.random(in: 0...255, using: &dice) }
            self.load(folder.write(name, bytes), encoding: round % 2 == 0 ? .windows1252 : nil)
        }
    }

    @Test(
        "Good files with a few bytes changed, cut or doubled never crash",
        arguments: [
            "outlook-english.csv", "outlook-german.csv", "google-old.csv", "plain.csv", "utf16le.csv", "contacts-2.1.vcf",
            "contacts-4.0.vcf", "contacts.json", "directory.ldif", "fritzbox.xml",
        ])
    func mutations(name: String) throws {
        var dice = SeededGenerator(seed: 2)
        let folder = Folder()
        let file = try BookFile.read(Books.fixture(name)).bytes
        let original = withExtendedLifetime(file) { Array(file.bytes) }
        let favourites = Array("\",;\t\r\n:=*[]{}<>&#\\0 BEGIN:VCARD".utf8)
        for _ in 0..<120 {
            var bytes = original
            for _ in 0..<Int.random(in: 1...6, using: &dice) where !bytes.isEmpty {
                let at = Int.random(in: 0..<bytes.count, using: &dice)
                switch Int.random(in: 0..<5, using: &dice) {
                case 0: bytes[at] = UInt8.random(in: 0...255, using: &dice)
                case 1: bytes[at] = favourites.randomElement(using: &dice)!
                case 2: bytes.insert(favourites.randomElement(using: &dice)!, at: at)
                case 3: bytes.removeSubrange(at..<min(bytes.count, at + Int.random(in: 1...20, using: &dice)))
                default: bytes.append(contentsOf: bytes[at..<min(bytes.count, at + 50)])
                }
            }
            self.load(folder.write(name, bytes), encoding: .windows1252)
        }
    }

    /// Loads and reads every contact; only our own errors may come.
    private func load(_ path: String, encoding: BookEncoding?) {
        do throws(AddressBookError) {
            let book = try Books.loaded(path: path, partBytes: 64) { $0.encoding = encoding }
            var cursor = book.records.start
            while let record = try book.records.next(&cursor) { _ = book.records.caller(at: record.start) }
        } catch {
            #expect(!error.label.isEmpty)
        }
    }

    @Test("The scanner reads what a simple reading of RFC 4180 reads, on random quoting", arguments: 0..<20)
    func againstReference(seed: UInt64) throws {
        var dice = SeededGenerator(seed: seed)
        let alphabet = Array("\"\"\"\"\",,,,a b;\r\n\n\r".utf8)
        for _ in 0..<400 {
            let bytes = (0..<Int.random(in: 1...40, using: &dice)).map { _ in alphabet.randomElement(using: &dice)! }
            #expect(Self.scanned(bytes) == SimpleCSV.rows(bytes))
        }
    }

    /// Rows of cells as the scanner sees them; `nil` where a quote stays open.
    private static func scanned(_ bytes: [UInt8]) -> [[String]]? {
        bytes.withUnsafeBufferPointer { buffer in
            let scanner = CSVScanner(bytes: buffer, delimiter: UInt8(ascii: ","))
            var rows: [[String]] = []
            var start = 0
            while start < buffer.count {
                let row = scanner.row(at: start)
                if row.isOpen { return nil }
                var cells: [String] = []
                var at = row.content.lowerBound
                while true {
                    let cell = scanner.cell(at: at, limit: row.content.upperBound)
                    cells.append(cell.flaw == .textBehindQuote ? "‹flaw›" : scanner.text(cell))
                    guard cell.end < row.content.upperBound else { break }
                    at = cell.end + 1
                }
                rows.append(cells)
                start = row.next
            }
            return rows
        }
    }
}

/// CSV one character at a time, as plainly as it can be written.
enum SimpleCSV {
    private enum State { case cellStart, plain, quoted, quoteSeen, broken }

    static func rows(_ bytes: [UInt8]) -> [[String]]? {
        var rows: [[String]] = []
        var row: [String] = []
        var cell: [UInt8] = []
        var state = State.cellStart
        var isBetweenRows = true
        var index = 0
        func close() {
            row.append(state == .broken ? "‹flaw›" : String(decoding: cell, as: UTF8.self))
            cell = []
            state = .cellStart
        }
        while index < bytes.count {
            let byte = bytes[index]
            index += 1
            isBetweenRows = false
            if state == .quoted {
                if byte == UInt8(ascii: "\"") { state = .quoteSeen } else { cell.append(byte) }
            } else if state == .quoteSeen, byte == UInt8(ascii: "\"") {
                cell.append(byte)
                state = .quoted
            } else if byte == UInt8(ascii: ",") {
                close()
            } else if byte == 0x0A || byte == 0x0D {
                close()
                rows.append(row)
                row = []
                isBetweenRows = true
                if byte == 0x0D, index < bytes.count, bytes[index] == 0x0A { index += 1 }
            } else if state == .cellStart, byte == UInt8(ascii: "\"") {
                state = .quoted
            } else {
                state = state == .quoteSeen || state == .broken ? .broken : .plain
                cell.append(byte)
            }
        }
        if state == .quoted { return nil }
        if !isBetweenRows {
            close()
            rows.append(row)
        }
        return rows
    }
}
