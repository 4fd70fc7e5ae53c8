import HTTPTypes
import Hummingbird
import Testing

@testable import CallcardServer

@Suite("The page that was asked for")
struct SignInTargetTests {
    @Test(
        "Whoever is not signed in is sent there, with the way back",
        arguments: [
            ("/", "/sign-in"), ("/try", "/sign-in?to=/try"),
            ("/services/support/settings", "/sign-in?to=/services/support/settings"),
            ("/services/support/settings?x=1", "/sign-in?to=/services/support/settings"), ("/elsewhere", "/sign-in"),
        ])
    func redirect(path: String, address: String) {
        let response = SignInTarget.redirect(from: .sent(.get, path))
        #expect(response.status == .seeOther && response.headers[.location] == address)
        #expect(response.headers[.cacheControl] == "no-store")
    }

    @Test("What is added comes along, and the address stays")
    func more() {
        let lines = ["a=1", "b=2"].map { HTTPField(name: .setCookie, value: $0) }
        let response = SignInTarget.redirect(to: "/try", with: lines)
        #expect(response.headers[values: .setCookie] == ["a=1", "b=2"] && response.headers[.location] == "/try")
    }
}
