import CallModel
import Glibc

@testable import PhoneNumbers

/// One reader for all tests: warming the library up takes its time.
let reader: NumberReader = {
    guard let reader = NumberReader() else { preconditionFailure("libphonenumber does not work here") }
    return reader
}()

/// `CALLCARD_LONG=1` runs the generated corpora at full length.
let isLong = getenv("CALLCARD_LONG") != nil

/// The reading of `text` by the contract, in the notation of `corpus.tsv`.
func outcome(of text: String, region: String) -> String {
    do {
        switch try reader.read(text, region: Region(region)) {
        case .withheld: return "withheld"
        case .short(let digits): return "short:\(digits)"
        case .full(let number): return number.e164 + (number.ext.map { ";ext=\($0)" } ?? "")
        }
    } catch {
        return error == .regionRequired ? "!region" : "!invalid"
    }
}

extension NumberReader {
    /// The key of a text, as an index makes it.
    func key(_ text: String, region: Region?) -> NumberKey? {
        Array(text.utf8).withUnsafeBytes { self.key(of: $0, region: region) }
    }
}
