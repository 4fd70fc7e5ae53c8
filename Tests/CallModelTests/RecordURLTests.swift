import CallModel
import Testing

@Suite("Addresses of records")
struct RecordURLTests {
    private static let longest = "https://crm.example/" + String(repeating: "x", count: RecordURL.limit - 20)

    @Test(
        "X13 A page of the web stays as it is",
        arguments: [
            "https://crm.example/contacts/17", "HTTP://crm.example", "https://crm.example:8443/a?b=c@d#e",
            "https://[2001:db8::7]/x",
            "https://crm.example/@anna", Self.longest,
        ])
    func kept(text: String) {
        #expect(RecordURL.clean(text) == text)
        #expect(RecordURL.clean(" \(text)\r\n") == text)
    }

    @Test(
        "X13 All else is dropped: what would run, leads elsewhere than it looks, or is cut",
        arguments: [
            "", "   ", "javascript:alert(1)", "JavaScript://crm.example/%0Aalert(1)", "data:text/html,x", "file:///etc/passwd",
            "ftp://crm.example/", "//crm.example/x", "crm.example", "www.crm.example/x", "https:crm.example", "https:///x",
            "https://", "https://:443/x", "https://?x", "https://anna@crm.example/", "https://crm.example@evil.example/",
            "https://a b/", "https://crm.example/a b", "https://crm.example\\@evil.example/", "https://crm.example/\u{0}",
            "https://crm.example/\r\nX: y", "java\tscript:alert(1)", "https://crm.example/\u{7F}",
            "https://crm.example/\u{202E}gpj",
            "https://crm%2eexample/", "https://müller.example/", Self.longest + "x", "\u{200B}https://crm.example/",
        ])
    func dropped(text: String) {
        #expect(RecordURL.clean(text) == nil)
    }

    @Test("X13 A caller has no other, and is not cut to one")
    func caller() {
        var caller = Caller()
        caller[.url] = Self.longest
        #expect(caller[.url] == Self.longest)
        caller[.url] = "javascript:alert(1)"
        #expect(caller[.url] == nil)
        caller[.id] = "javascript:alert(1)"
        #expect(caller[.id] == "javascript:alert(1)")
    }
}
