import CallModel
import StrictJSON
import Testing

@testable import SignIn

@Suite("What a token looks like")
struct BearerTokenTests {
    private static let header = Signer.part(["alg": "ES256"])

    private func refusal(_ text: String) -> TokenRefusal? {
        do throws(TokenRefusal) {
            _ = try BearerToken(text)
            return nil
        } catch {
            return error
        }
    }

    @Test(
        "What is no signed token is malformed",
        arguments: [
            "", ".", "..", "...", "a.b", "a.b.c.d", "e30.e30.", "\(Self.header).e30", "\(Self.header).e30.=",
            "\(Self.header).W10.AA",
            "\(Self.header). e30.AA", "W10.e30.AA", "bnVsbA.e30.AA",
        ])
    func malformed(text: String) {
        #expect(self.refusal(text) == .malformed)
    }

    @Test("8 KiB are taken, a byte more is not")
    func length() {
        let start = Self.header + ".e30."
        let room = BearerToken.longest - start.utf8.count
        let filler = String(repeating: "A", count: room - room % 4)
        #expect(self.refusal(start + filler) == nil)
        #expect(self.refusal(start + filler + "AAAA") == .malformed)
        #expect(self.refusal(start + String(repeating: "A", count: 1 << 20)) == .malformed)
    }

    @Test("A name that comes twice is refused, in header and claims alike")
    func twice() {
        let double = Base64URL.encode(#"{"alg":"ES256","alg":"ES256"}"#.utf8)
        #expect(self.refusal("\(double).e30.AA") == .malformed)
        #expect(self.refusal("\(Self.header).\(Base64URL.encode(#"{"sub":"1","sub":"2"}"#.utf8)).AA") == .malformed)
    }

    @Test(
        "A header that asks for more than we do is refused",
        arguments: [
            #"{"alg":"ES256","crit":["exp"]}"#, #"{"alg":"ES256","typ":"logout+jwt"}"#, #"{"alg":"ES256","typ":7}"#,
            #"{"alg":7}"#,
            #"{"typ":"JWT"}"#, #"{"alg":"ES256","kid":7}"#, #"{"alg":"ES256","kid":null}"#,
        ])
    func headers(json: String) {
        #expect(self.refusal("\(Base64URL.encode(json.utf8)).e30.AA") == .malformed)
    }

    @Test("The usual types pass", arguments: ["JWT", "jwt", "at+jwt", "application/at+jwt"])
    func types(type: String) {
        #expect(self.refusal("\(Signer.part(["alg": "ES256", "typ": .string(type)])).e30.AA") == nil)
    }

    @Test("Claims print as nothing")
    func silent() throws {
        let token = try BearerToken("\(Self.header).\(Signer.part(["sub": "somebody"])).AA")
        #expect(!"\(token.claims)".contains("somebody") && !String(reflecting: token.claims).contains("somebody"))
    }
}
