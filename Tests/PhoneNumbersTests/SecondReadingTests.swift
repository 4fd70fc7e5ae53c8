import CallModel
import Testing

@testable import PhoneNumbers

@Suite("C8 Digits without a plus: the second reading")
struct SecondReadingTests {
    /// The readings in the notation of `corpus.tsv`, in the order in which they are asked about.
    private func readings(_ text: String, _ region: String, _ order: WithoutPlus = .national) -> [String] {
        do throws(NumberError) {
            return try reader.readings(text, region: Region(region), withoutPlus: order).all.map { number in
                switch number {
                case .withheld: "withheld"
                case .short(let digits): "short:\(digits)"
                case .full(let full): full.e164 + (full.ext.map { ";ext=\($0)" } ?? "")
                }
            }
        } catch {
            return [error == .regionRequired ? "!region" : "!invalid"]
        }
    }

    @Test(
        "Where both are valid, the national writing goes first, or E.164 by the key's word",
        arguments: [
            ("4915223433301", "DE", "+494915223433301", "+4915223433301"),
            ("49 1522 3433301", "DE", "+494915223433301", "+4915223433301"),
            ("sip:4915223433301@sbc.example", "DE", "+494915223433301", "+4915223433301"),
            ("tel:4915223433301;ext=12", "DE", "+494915223433301;ext=12", "+4915223433301;ext=12"),
            ("442079460123", "DE", "+49442079460123", "+442079460123"), ("33199001234", "DE", "+4933199001234", "+33199001234"),
            ("43720123456", "DE", "+4943720123456", "+43720123456"),
        ])
    func both(text: String, region: String, national: String, e164: String) {
        #expect(self.readings(text, region) == [national, e164])
        #expect(self.readings(text, region, .e164) == [e164, national])
    }

    @Test(
        "Where the national writing is not valid, or none at all, E.164 goes first or stands alone",
        arguments: [
            ("12025550123", "DE", ["+12025550123", "+4912025550123"]),
            ("4915223433301", "AT", ["+4915223433301", "+434915223433301"]),
            ("4930231251", "US", ["+4930231251", "+14930231251"]), ("4915223433301", "GB", ["+4915223433301"]),
            ("442079460123", "US", ["+442079460123"]), ("8613912345678", "RU", ["+8613912345678"]),
            ("33199001234", "-", ["+33199001234"]), ("4915223433301", "-", ["+4915223433301"]),
        ])
    func second(text: String, region: String, expected: [String]) {
        #expect(self.readings(text, region) == expected)
        #expect(self.readings(text, region, .e164) == expected)
    }

    @Test(
        "A plus, a prefix, an internal number, other digits or no valid E.164 leave one reading",
        arguments: [
            ("+494915223433301", "DE", "+494915223433301"), ("04915223433301", "DE", "+494915223433301"),
            ("00494915223433301", "DE", "+494915223433301"), ("493023125123", "DE", "+493023125123"),
            ("4711", "DE", "short:4711"), ("47110", "DE", "short:47110"), ("33199001234", "FR", "+33199001234"),
            ("12025550123", "US", "+12025550123"), ("84951234567", "RU", "+74951234567"), ("2025550123", "US", "+12025550123"),
            ("011442079460123", "US", "+442079460123"), ("23125123", "DE", "+4923125123"),
            ("390212345678", "IT", "+390212345678"), ("anonymous", "DE", "withheld"), ("abc", "DE", "!invalid"),
            ("030 23125123", "-", "!region"), ("4915223433301;phone-context=+49", "-", "+494915223433301"),
            ("2025550123", "-", "!region"), ("1234567890123456", "-", "!region"),
        ])
    func one(text: String, region: String, expected: String) {
        for order in WithoutPlus.allCases { #expect(self.readings(text, region, order) == [expected]) }
    }

    @Test("The first reading is the one of a parser that knows no second, but where E.164 goes first")
    func agreement() {
        for (text, region) in GeneratedWritings(count: 3_000, seed: 44) {
            let read = try? reader.read(text, region: region)
            guard let readings = try? reader.readings(text, region: region, withoutPlus: .national) else {
                #expect(read == nil, "\(text)")
                continue
            }
            #expect(readings.all.contains { $0 == read } || read == nil, "\(text) in \(region?.code ?? "-")")
            guard case .full(let second)? = readings.second ?? (read == nil ? readings.first : nil), read != readings.second
            else { continue }
            #expect("+" + text.filter(\.isNumber) == second.e164 && second.isValid)
        }
    }

    @Test(
        "Cells have the second reading as a key, whether or not the plan knows it",
        arguments: [
            ("4915223433301", "DE", "+4915223433301"), ("4420 7946 0123", "DE", "+442079460123"),
            ("2025550123", "US", "+2025550123"),
            ("33199001234", "-", "+33199001234"), ("493023125123", "DE", nil), ("04915223433301", "DE", nil),
            ("+4915223433301", "DE", nil), ("4711", "DE", nil), ("84951234567", "RU", nil), ("491522", "DE", nil),
        ])
    func keys(text: String, region: String, expected: String?) {
        let key = Array(text.utf8).withUnsafeBytes { bytes in
            reader.keyWithoutPlus(of: bytes, besides: reader.key(of: bytes, region: Region(region)))
        }
        #expect(key == expected.flatMap(NumberKey.init(e164:)))
    }
}
