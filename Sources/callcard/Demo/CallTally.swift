import CallModel
import StrictJSON

/// What became of the calls that were played.
struct CallTally {
    private(set) var played = 0
    private var byStatus: [LookupStatus: Int] = [:]
    private var failed = 0

    /// Counts an event that was not taken.
    mutating func countFailure() {
        self.failed += 1
    }

    /// Counts one call by what was known of its caller when it rang.
    mutating func count(status: Int, body: [UInt8]) {
        self.played += 1
        let word = (try? StrictJSON.parse(body))?.objectValue?["status"]?.stringValue
        guard status == 200, let outcome = word.flatMap(LookupStatus.init(rawValue:)) else {
            self.failed += 1
            return
        }
        self.byStatus[outcome, default: 0] += 1
    }

    /// `calls played 12 · resolved 9 · partial 0 · unknown 2 · withheld 1`
    func line(_ ink: Ink) -> String {
        let words: [(String, LookupStatus)] = [
            ("resolved", .resolved), ("partial", .partial), ("unknown", .unknown), ("withheld", .anonymous),
        ]
        let parts = words.map { word, status in
            let count = self.byStatus[status] ?? 0
            return count == 0 ? ink.faint("\(word) 0") : "\(word) \(ink.title("\(count)"))"
        }
        let failures = self.failed == 0 ? [] : [ink.notable("failed \(self.failed)")]
        return (["calls played \(ink.title("\(self.played)"))"] + parts + failures).joined(separator: ink.faint(" · "))
    }
}
