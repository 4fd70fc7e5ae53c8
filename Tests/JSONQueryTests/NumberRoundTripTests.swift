@testable import JSONQuery
import Testing

extension JSONQuerySuite {
    @Suite("Which numbers survive a double")
    struct NumberRoundTripTests {
        @Test("A number that is said to survive reads back as the same decimal", arguments: 0..<10 as Range<UInt64>)
        func atRandom(seed: UInt64) {
            var state = seed &* 977 &+ 1
            func below(_ limit: UInt64) -> UInt64 {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                return (state >> 33) % limit
            }
            for _ in 0..<500 {
                let digits = (0...below(20)).map { _ in String(below(10)) }.joined()
                let point = Int(below(UInt64(digits.count)))
                let whole = digits.prefix(point + 1).drop { $0 == "0" }
                let fraction = digits.dropFirst(point + 1)
                let exponent = below(3) == 0 ? "e\(Int(below(40)) - 20)" : ""
                let literal = (whole.isEmpty ? "0" : whole) + (fraction.isEmpty ? "" : "." + fraction) + exponent
                guard NumberRoundTrip.survives(literal), let double = Double(literal) else { continue }
                // The significant digits of the shortest text for the double are those of the literal.
                #expect(Self.significant(double.description) == Self.significant(literal), "\(literal)")
            }
        }

        private static func significant(_ literal: String) -> String {
            var digits = literal.prefix { $0 != "e" }.filter(\.isNumber).drop { $0 == "0" }
            while digits.last == "0" { digits.removeLast() }
            return String(digits)
        }

        @Test("Whether an id is a text depends on its length alone", arguments: [1, 14, 15, 16, 17, 20, 40])
        func integers(length: Int) {
            for first in ["1", "5", "9"] {
                for sign in ["", "-"] {
                    #expect(NumberRoundTrip.survives(sign + first + String(repeating: "0", count: length - 1)) == (length <= 15))
                }
            }
        }
    }
}
