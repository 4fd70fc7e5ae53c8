import CallModel
import Testing

@testable import PhoneNumbers

@Suite("F6 Index keys of numbers")
struct IndexKeyTests {
    @Test("Key and reading agree on generated writings")
    func agreement() {
        for (text, region) in GeneratedWritings(count: isLong ? 100_000 : 4_000, seed: 11) {
            let read = try? reader.read(text, region: region)
            #expect(reader.key(text, region: region) == read?.key, "\(text) in \(region?.code ?? "-")")
        }
    }

    @Test("Short and full numbers of the same digits have different keys")
    func shortKeys() {
        #expect(reader.key("4711", region: Region("DE")) == NumberKey(short: "4711".utf8))
        #expect(reader.key("+493023125123", region: nil) == NumberKey(e164Digits: 493_023_125_123))
    }

    @Test("German numbers longer than E.164 allows have keys too")
    func longerThanE164() throws {
        let text = "+49302312512345678"
        guard case .full(let number) = try reader.read(text, region: nil) else { throw NumberError.invalidNumber }
        #expect(number.key == NumberKey(e164Digits: 49_302_312_512_345_678))
        #expect(reader.key(text, region: nil) == number.key)
    }

    @Test(
        "Bytes that are no UTF-8 have no key",
        arguments: [[0xFF], [0x34, 0xC2], [0x30, 0xE2, 0x80], [0x2B, 0x34, 0x39, 0xFE, 0x33, 0x30]] as [[UInt8]])
    func unusableBytes(bytes: [UInt8]) {
        #expect(bytes.withUnsafeBytes { reader.key(of: $0, region: Region("DE")) } == nil)
        #expect(([UInt8]("4711".utf8) + bytes).withUnsafeBytes { reader.key(of: $0, region: nil) } == nil)
    }

    @Test("No bytes are no number")
    func noBytes() {
        #expect(reader.key(of: UnsafeRawBufferPointer(start: nil, count: 0), region: Region("DE")) == nil)
    }

    @Test(
        "The plan of a number",
        arguments: [
            ("+493023125123", "DE", NumberType.fixedLine, 2), ("+12025550123", "US", .fixedLineOrMobile, 1),
            ("+390212345678", "IT", .fixedLine, 2),
            ("+80012345678", "-", .tollFree, 3), ("+490123", "DE", .unknown, 2),
        ])
    func plan(e164: String, region: String, type: NumberType, digits: Int) throws {
        let key = try #require(NumberKey(e164: e164))
        let plan = try #require(reader.plan(of: key))
        #expect(plan == NumberPlan(region: Region(region), type: type, countryCodeDigits: digits))
    }

    @Test("Short numbers and unknown country calling codes have no plan")
    func noPlan() throws {
        let short = try #require(NumberKey(short: "4711".utf8))
        #expect(reader.plan(of: short) == nil)
        #expect(reader.plan(of: NumberKey(e164Digits: 999_302_312_512)) == nil)
        #expect(reader.plan(of: NumberKey(e164Digits: 49)) == nil)
    }

    @Test("Two threads at once read what one reads")
    func threads() async {
        let writings = Array(GeneratedWritings(count: isLong ? 50_000 : 3_000, seed: 5))
        let alone = writings.map { reader.key($0.text, region: $0.region) }
        await withTaskGroup(of: [NumberKey?].self) { group in
            for _ in 0..<2 {
                group.addTask { writings.map { (try? reader.read($0.text, region: $0.region))?.key } }
            }
            for await keys in group { #expect(keys == alone) }
        }
    }
}
