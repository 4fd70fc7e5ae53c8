import CallModel
import ContextTemplates
import Testing

@Suite("A29 What sources write into names, in links")
struct HostileValueTests {
    static let values: [String] = [
        "{{7*7}}", "${jndi:ldap://x}", "$(Caller.Number)", "{Customer.Id}", "<img src=x onerror=alert(1)>", "\"'`", "a&b=c&d",
        "?x#y", "../../admin",
        "//evil.example/", "\\\\evil.example", "@evil.example", ":8080", "%2e%2e%2f", "%00", "javascript:alert(1)", ";ext=1",
        "\u{202E}moc.elpmaxe",
        "a\u{200B}b", "👩‍👩‍👧", "Ωμέγα", "a,b", "a+b c", "line\u{2028}two", "x\u{1}y\ny",
    ]

    @Test("Each byte is percent-encoded and stays in its place", arguments: Self.values)
    func encoded(value: String) throws {
        let values = SampleCall.values(.displayName, value)
        let kept = try #require(values[.customer(.displayName)])
        let encoded = Self.reference(kept)
        #expect(
            SampleCall.link("https://crm.example/{Customer.DisplayName}/x", values)
                == .success("https://crm.example/\(encoded)/x"))
        #expect(
            SampleCall.link("https://crm.example/?n=$(Customer.DisplayName)&x", values)
                == .success("https://crm.example/?n=\(encoded)&x"))
        #expect(
            SampleCall.link("https://crm.example/#{Customer.DisplayName}", values) == .success("https://crm.example/#\(encoded)"))
        #expect(SampleCall.link("sip:{Customer.DisplayName}@pbx.example", values) == .success("sip:\(encoded)@pbx.example"))
        #expect(SampleCall.link("tel:{Customer.DisplayName}", values) == .failure(.notDialable(.customer(.displayName))))
    }

    @Test("Parameters come uncleaned, control characters and all")
    func parameters() {
        let values = SampleCall.values(parameters: [.init(name: "ticket", value: "\0\r\nSet-Cookie: a=b\t\u{7F}")])
        let url = "https://crm.example/?t=%00%0D%0ASet-Cookie%3A%20a%3Db%09%7F"
        #expect(SampleCall.link("https://crm.example/?t={Parameter.ticket}", values) == .success(url))
    }

    @Test("A value never becomes a step up or along the path", arguments: [".", ".."])
    func dots(value: String) {
        let values = SampleCall.values(.id, value)
        for template in [
            "https://crm.example/{Customer.Id}", "https://crm.example/{Customer.Id}/x", "https://crm.example{/Customer.Id}?x",
            "https://crm.example/a{/Customer.Id}/b", "https://crm.example/#/{Customer.Id}", "mycrm:/a/{Customer.Id}",
            "mycrm://a/{Customer.Id}#x",
        ] {
            #expect(SampleCall.link(template, values) == .failure(.dotSegment), "\(template)")
        }
        #expect(SampleCall.link("https://crm.example/v{Customer.Id}", values) == .success("https://crm.example/v" + value))
        #expect(SampleCall.link("https://crm.example/?id={Customer.Id}", values) == .success("https://crm.example/?id=" + value))
    }

    @Test(
        "Nor together with dots of the template",
        arguments: [
            "https://crm.example/.{Customer.Id}", "https://crm.example/%2E{Customer.Id}/", "https://crm.example/a/{.Customer.Id}",
        ])
    func dotsTogether(template: String) {
        #expect(SampleCall.link(template, SampleCall.values(.id, ".")) == .failure(.dotSegment))
        #expect(SampleCall.link(template, SampleCall.values(.id, "..")) != .failure(.missing(.customer(.id))))
    }

    @Test("Ten thousand characters make no link, not a huge one")
    func tenThousand() {
        let long = String(repeating: "a", count: 10_000)
        let values = SampleCall.values(parameters: [.init(name: "ticket", value: long)])
        #expect(SampleCall.link("https://crm.example/{Parameter.ticket}", values) == .failure(.tooLong))
        #expect(
            SampleCall.link("https://crm.example/{Parameter.ticket:10}", values) == .success("https://crm.example/aaaaaaaaaa"))
    }

    @Test("Whatever the value, scheme, host and the number of pairs stay what the template says")
    func random() throws {
        var random = SystemRandomNumberGenerator()
        let template = ContextURLTemplate("https://crm.example/a/{Customer.Id}/b?x={Customer.Id}&y=1#{Customer.Id}")
        let allowed = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~%".utf8)
        for _ in 0..<2_000 {
            var value = "x"
            for _ in 0..<Int.random(in: 0..<12, using: &random) {
                if let scalar = Unicode.Scalar(UInt32.random(in: 1..<0x250, using: &random)) {
                    value.unicodeScalars.append(scalar)
                }
            }
            let url = try template.url(for: SampleCall.values(.id, value))
            let parts = url.split(separator: "/", omittingEmptySubsequences: false)
            #expect(parts.count == 6 && parts[..<4] == ["https:", "", "crm.example", "a"], "\(Array(value.unicodeScalars))")
            #expect(parts[4].utf8.allSatisfy(allowed.contains), "\(Array(value.unicodeScalars))")
            #expect(parts[5] == "b?x=\(parts[4])&y=1#\(parts[4])")
        }
    }

    /// Percent-encoding told otherwise than in the code under test.
    private static func reference(_ text: String) -> String {
        text.utf8.map { byte in
            let character = Character(Unicode.Scalar(byte))
            let isKept = byte < 0x80 && (character.isLetter || character.isNumber || "-._~".contains(character))
            let digits = String(byte, radix: 16, uppercase: true)
            return isKept ? String(character) : "%" + (digits.count == 1 ? "0" : "") + digits
        }.joined()
    }
}
