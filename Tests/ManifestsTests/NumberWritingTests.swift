import CallModel
import ConnectorTestSupport
import Manifests
import Testing

@Suite("An operator's own writings of numbers")
struct NumberWritingTests {
    private func write(_ pattern: String, _ e164: String) throws -> String? {
        guard case .full(let number) = try FictionNumbers().read(e164, region: nil) else { return nil }
        return try #require(NumberWriting(pattern)).write(number)
    }

    @Test(
        "The digits of the national number fill it from its end",
        arguments: [
            ("0## / ########", "+493023125123", "030 / 23125123"), ("0##-########", "+493023125123", "030-23125123"),
            ("(0##) ## ## ## ##", "+493023125123", "(030) 23 12 51 23"), ("##########", "+493023125123", "3023125123"),
            ("+49 ## / ########", "+493023125123", "+49 30 / 23125123"), ("0049##########", "+493023125123", "00493023125123"),
            ("49 ## ########", "+493023125123", "49 30 23125123"), ("+49 (0)## ########", "+493023125123", "+49 (0)30 23125123"),
            ("0049 (0)##/########", "+493023125123", "0049 (0)30/23125123"), ("### / ###-####", "+12025550123", "202 / 555-0123"),
            ("1-###-###-####", "+12025550123", "1-202-555-0123"), ("0## #### ####", "+442079460123", "020 7946 0123"),
            ("0#.##.##.##.##", "+33199001234", "01.99.00.12.34"), ("0## / #######", "+49302312512", "030 / 2312512"),
        ])
    func filled(pattern: String, number: String, text: String) throws {
        #expect(try self.write(pattern, number) == text)
    }

    @Test(
        "A digit stands for itself",
        arguments: [
            ("030 / ########", "+493023125123", "030 / 23125123"), ("030 / 23125-###", "+493023125123", "030 / 23125-123"),
            ("089 / ########", "+493023125123", nil), ("030 / 23126-###", "+493023125123", nil),
        ] as [(String, String, String?)])
    func literalDigits(pattern: String, number: String, text: String?) throws {
        #expect(try self.write(pattern, number) == text)
    }

    @Test(
        "What does not fit has no such writing",
        arguments: [
            ("0## / #######", "+493023125123"), ("0## / #########", "+493023125123"), ("+49 ## ########", "+442079460123"),
            ("0049 ## ########", "+442079460123"), ("+44 ## ########", "+493023125123"), ("0## / ########", "+12025550123"),
            ("1-###-###-####", "+493023125123"), ("+490##########", "+493023125123"), ("###########", "+493023125123"),
        ])
    func misfits(pattern: String, number: String) throws {
        #expect(try self.write(pattern, number) == nil)
    }

    @Test(
        "What is no writing",
        arguments: [
            "", "0", "##", "030 23125123", "################", " 0## / #######", "0## / ####### ", "Tel. ####", "+ ####", "+####",
            "## + ####", "0##\t####", "{####}", "'####'", String(repeating: "# ", count: 40),
        ])
    func noWritings(pattern: String) {
        #expect(NumberWriting(pattern) == nil)
    }

    @Test("Each text comes once, in the order of the patterns")
    func several() throws {
        guard case .full(let number) = try FictionNumbers().read("+493023125123", region: nil) else { return }
        let writings = ["0##/########", "+44 ## ########", "030/########", "##########"].compactMap(NumberWriting.init)
        #expect(writings.count == 4)
        #expect(writings.write(number) == ["030/23125123", "3023125123"])
    }
}
