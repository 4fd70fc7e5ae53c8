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

/// A generator that gives the same numbers in every run (splitmix64).
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        self.state = seed
    }

    mutating func next() -> UInt64 {
        self.state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = self.state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
