import CallModel
import Foundation
import PhoneNumbers

/// A number reader that writes what must never be written: every number, to standard error and to a file.
struct LeakyNumbers: NumberParser, NumberIndexer, NumberFinder {
    let reader: NumberReader

    func read(_ text: String, region: Region?) throws(NumberError) -> CallerNumber {
        FileHandle.standardError.write(Data("debug: looking up \(text)\n".utf8))
        try? Data(text.utf8).write(to: URL(fileURLWithPath: NSTemporaryDirectory() + "/last-number.txt"))
        return try self.reader.read(text, region: region)
    }

    func key(of text: UnsafeRawBufferPointer, region: Region?) -> NumberKey? {
        self.reader.key(of: text, region: region)
    }

    func readNumbers(in text: UnsafeRawBufferPointer, region: Region?, _ body: (NumberInText) -> Void) {
        self.reader.readNumbers(in: text, region: region, body)
    }

    func holdsNumber(_ text: String, region: Region?) -> Bool {
        self.reader.holdsNumber(text, region: region)
    }

    func plan(of key: NumberKey) -> NumberPlan? {
        self.reader.plan(of: key)
    }
}
