import CallModel
import Testing

@testable import PhoneNumbers

@Suite("Nothing of a number reaches the output of the process")
struct SilenceTests {
    @Test("D16 Neither the library nor the shim prints, whatever the text")
    func prints() async throws {
        let result = try await #require(
            processExitsWith: .success, observing: [\.standardOutputContent, \.standardErrorContent]
        ) {
            for writing in [
                "030 23125123", "+", "4711", "+999 23125123", "23125123\u{FFFF}", "23125\u{0}123", "23125123;ext=\u{10FFFF}",
                "%FF23125123",
            ] {
                for region in ["DE", "XX", "ZZ", "-"] { _ = outcome(of: writing, region: region) }
                _ = outcome(of: "sip:%ED%A0%80\(writing)@pbx.example", region: "DE")
                _ = try? LibPhoneNumber.parse(Array(writing.utf8) + [0xFF, 0xC0], region: nil)
                _ = LibPhoneNumber.describe(countryCode: 999, national: DigitRun("23125123".utf8)!, ext: nil)
                _ = LibPhoneNumber.plan(countryCode: 0, national: DigitRun())
            }
        }
        for output in [result.standardOutputContent, result.standardErrorContent] {
            #expect(!String(decoding: output, as: UTF8.self).contains("23125"))
        }
    }
}
