import CallModel
import Testing

@testable import PhoneNumbers

@Suite("C8 Withheld numbers")
struct WithheldTests {
    @Test(
        "The withheld words in any case, alone or as a SIP user, are withheld",
        arguments: ["anonymous", "restricted", "private", "unavailable", "withheld", "unknown"])
    func words(word: String) {
        let mixed = word.prefix(1).uppercased() + word.dropFirst()
        for writing in [
            word, mixed, word.uppercased(), " \(word)\t", "\"\(mixed)\"", "sip:\(word)@pbx.example",
            "SIPS:\(mixed)@192.0.2.7:5061;transport=tcp",
            "\"\(mixed)\" <sip:\(word)@pbx.example>", "tel:\(word)", "\(word)@pbx.example", "sip:\(word)", "<\(word)>",
        ] {
            #expect(outcome(of: writing, region: "DE") == "withheld", "\(writing)")
            #expect(reader.key(writing, region: nil) == nil)
        }
    }

    @Test(
        "So are the empty text and the host of callers without a name",
        arguments: [
            "", "sip:anonymous.invalid", "sip:anonymous@anonymous.invalid",
            "\"Anonymous\" <sip:anonymous@anonymous.invalid>;tag=7",
            "sip:x@ANONYMOUS.INVALID.;user=phone", "sip:+493023125123@anonymous.invalid", "anonymous@anonymous.invalid",
        ])
    func hosts(writing: String) {
        #expect(outcome(of: writing, region: "-") == "withheld")
    }

    @Test(
        "A display name withholds nothing, and a word among others is none",
        arguments: [
            ("\"Anonymous\" <sip:+493023125123@pbx.example>", "+493023125123"), ("anonymous 030 23125123", "+493023125123"),
            ("anonymously", "!invalid"), ("sip:anonymous2@pbx.example", "!invalid"), ("sip:x@notanonymous.invalid", "!invalid"),
        ])
    func others(writing: String, expected: String) {
        #expect(outcome(of: writing, region: "DE") == expected)
    }
}
