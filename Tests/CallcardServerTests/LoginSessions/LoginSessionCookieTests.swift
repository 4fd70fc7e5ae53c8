import HTTPTypes
import Testing

@testable import CallcardServer

@Suite("The cookie of a login session")
struct LoginSessionCookieTests {
    @Test(
        "It is bound as far as it can be",
        arguments: [
            (false, false, "callcard=v; Path=/; HttpOnly; SameSite=Lax"),
            (false, true, "callcard=v; Path=/; HttpOnly; SameSite=Lax"),
            (true, false, "__Host-callcard=v; Path=/; HttpOnly; Secure; SameSite=Lax"),
            (true, true, "__Host-callcard=v; Path=/; HttpOnly; Secure; SameSite=None; Partitioned"),
        ])
    func line(isSecure: Bool, isFramed: Bool, line: String) {
        let cookie = LoginSessionCookie(isSecure: isSecure, isFramed: isFramed)
        #expect(cookie.line(cookie.name, "v").value == line)
    }

    @Test(
        "It is found by its whole name",
        arguments: [
            ("callcard=1", ["1"]), ("a=b; callcard=1", ["1"]), ("callcard=1; callcard=2", ["1", "2"]), ("a=b;callcard=1", ["1"]),
            ("callcard-sign-in=2; callcard=1", ["1"]), ("callcard=", [""]), ("callcard=a=b", ["a=b"]),
        ])
    func found(header: String, values: [Substring]) {
        let cookie = LoginSessionCookie(isSecure: false, isFramed: false)
        #expect(cookie.values("callcard", in: [.cookie: header]) == values)
    }

    @Test("Nothing else is taken for it", arguments: ["", "callcard", "xcallcard=1", "a=callcard=1", "Callcard=1"])
    func notFound(header: String) {
        #expect(LoginSessionCookie(isSecure: false, isFramed: false).values("callcard", in: [.cookie: header]).isEmpty)
    }
}
