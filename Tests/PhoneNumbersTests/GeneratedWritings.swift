import CallModel
import TestSupport

@testable import PhoneNumbers

/// Invented writings around the corners of all numbering plans, the same in every run.
struct GeneratedWritings: Sequence, IteratorProtocol {
    private typealias Plan = (region: String, countryCode: String, lengths: [Int], trunk: String, international: String)

    private var random: SeededGenerator
    private let rows: [Plan]
    private var made = 0
    private let count: Int

    init(count: Int, seed: UInt64) {
        self.random = SeededGenerator(seed: seed)
        self.count = count
        self.rows = "\(DialPlanRows.text)".split(separator: "\n").compactMap { line in
            guard let plan = DialPlan(row: line) else { return nil }
            let columns = line.split(separator: " ")
            let lengths = (1...17).filter { plan.fit($0) == .possible || plan.fit($0) == .localOnly }
            return (
                String(columns[0]), String(plan.countryCode), lengths, columns[4] == "-" ? "0" : String(columns[4]),
                columns[6] == "-" ? "00" : String(columns[6])
            )
        }
    }

    mutating func next() -> (text: String, region: Region?)? {
        guard self.made < self.count else { return nil }
        let row = self.rows[self.made % self.rows.count]
        self.made += 1
        let other = self.rows.randomElement(using: &self.random)!
        let region = [Region(row.region), Region(row.region), Region(other.region), nil].randomElement(using: &self.random)!
        let digits = self.number(of: row)
        let writing =
            switch Int.random(in: 0..<10, using: &self.random) {
            case 0, 1: "+\(row.countryCode)\(digits)"
            case 2: "+\(row.countryCode)\(row.trunk)\(digits)"
            case 3, 4: "\(row.trunk)\(digits)"
            case 5: "\(row.international)\(row.countryCode)\(digits)"
            case 6: "\(row.countryCode)\(digits)"
            case 7: "\(["0", "00", "1", "8", "9", "011", "+", "+0", "+1", "+7"].randomElement(using: &self.random)!)\(digits)"
            default: digits
            }
        return (self.separated(writing), region)
    }

    /// Mostly of a possible length, or one digit beside it, with beginnings that plans treat in their own ways.
    private mutating func number(of row: Plan) -> String {
        let near = (row.lengths.randomElement(using: &self.random) ?? 8) + Int.random(in: -1...1, using: &self.random)
        let length = Int.random(in: 0..<8, using: &self.random) == 0 ? Int.random(in: 1...18, using: &self.random) : near
        let traps = ["", "", "", "0", "00", "1", "9", "15", "8", "800", "19", "44", "999", row.countryCode, row.trunk]
        var digits = traps.randomElement(using: &self.random)!
        while digits.utf8.count < length { digits.append("0123456789".randomElement(using: &self.random)!) }
        return String(digits.prefix(Swift.max(length, 1)))
    }

    private mutating func separated(_ writing: String) -> String {
        guard Bool.random(using: &self.random) else { return writing }
        var text = ["", "", "", "(", " ", "\u{A0}"].randomElement(using: &self.random)!
        for character in writing {
            text.append(character)
            if Int.random(in: 0..<4, using: &self.random) == 0 {
                text += [" ", "-", ".", "/", "(", ")", "\u{A0}", " - ", ") "].randomElement(using: &self.random)!
            }
        }
        return text
    }
}
