import CallModel
import Testing

@testable import PhoneNumbers

@Suite("C8 Withheld numbers")
struct WithheldTests {
    @Test(
        "The withheld words in any case, alone or as a SIP user, are withheld",
        arguments: [
            "anonymous", "restricted", "private", "unavailable", "withheld", "unknown", "blocked", "coolline", "anonym",
            "unbekannt",
            "privat", "anonyme", "inconnu", "anonimo", "privato", "sconosciuto", "privado", "desconocido", "anoniem", "onbekend",
            "unterdrückt", "masqué", "anónimo", "masque\u{301}",
        ])
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
        "Words of several parts, with whatever stands between them",
        arguments: [
            "Private Number", "PRIVATE_NUMBER", "private-number", "Private  Number", "private\u{A0}number", "No Caller ID",
            "no_caller_id", "Number Withheld", "sip:Private%20Number@pbx.example", "\"No Caller ID\" <sip:pbx.example>",
        ])
    func phrases(writing: String) {
        #expect(outcome(of: writing, region: "DE") == "withheld")
    }

    @Test(
        "Capitals and accents in any encoding, and without accents",
        arguments: [
            "UNTERDRÜCKT", "Unterdrückt", "unterdru\u{308}ckt", "UNTERDRU\u{308}CKT", "Unterdrueckt",
            "sip:Unterdr%C3%BCckt@pbx.example",
            "MASQUÉ", "Masque\u{301}", "masque", "ANÓNIMO", "ano\u{301}nimo", "tel:Masqu%C3%89",
        ])
    func accents(writing: String) {
        #expect(outcome(of: writing, region: "-") == "withheld")
    }

    @Test(
        "Figures that stand for a withheld number, in whatever punctuation",
        arguments: [
            "-1", "-2", " -1 ", "sip:-1@pbx.example", "+266696687", "+266 696 687", "00266696687", "sip:+266696687@pbx.example",
            "tel:+266-696-687", "+2562533", "+8566696", "+7378742833",
        ])
    func figures(writing: String) {
        #expect(outcome(of: writing, region: "DE") == "withheld")
        #expect(reader.key(writing, region: Region("DE")) == nil)
        if !writing.hasPrefix("00") { #expect(outcome(of: writing, region: "-") == "withheld") }
    }

    @Test(
        "Their like are numbers",
        arguments: [
            ("-3", "short:3"), ("1", "short:1"), ("-12", "short:12"), ("--1", "short:1"), ("+266696688", "+266696688"),
            ("+26622696687", "+26622696687"), ("266696687", "+49266696687"),
        ])
    func neighbours(writing: String, expected: String) {
        #expect(outcome(of: writing, region: "DE") == expected)
    }

    @Test("A display name counts where the address holds no number")
    func displays() {
        for writing in ["Anonymous <sip:c8oqz84zk7z@privacy.example>", "\"Unbekannt\" <sip:@pbx.example>", "Privat <>"] {
            #expect(outcome(of: writing, region: "DE") == "withheld", "\(writing)")
        }
        #expect(outcome(of: "Unknown <sip:4711@pbx.example>", region: "DE") == "short:4711")
    }

    @Test(
        "A display name withholds no number that the address holds, and a word among others is none",
        arguments: [
            ("\"Anonymous\" <sip:+493023125123@pbx.example>", "+493023125123"), ("anonymous 030 23125123", "+493023125123"),
            ("anonymously", "!invalid"),
            ("unknown caller", "!invalid"), ("privatissimo", "!invalid"), ("sip:anonymous2@pbx.example", "!invalid"),
            ("sip:x@notanonymous.invalid", "!invalid"),
        ])
    func others(writing: String, expected: String) {
        #expect(outcome(of: writing, region: "DE") == expected)
    }
}
