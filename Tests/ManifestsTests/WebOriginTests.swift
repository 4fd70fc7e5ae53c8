import Testing

@testable import Manifests

@Suite("C3 Whether two URLs lead to the same server")
struct WebOriginTests {
    @Test(
        "The same",
        arguments: [
            ("https://prod-1.flows.example:443/run?sig=x", "https://PROD-1.flows.example/runs/17"),
            ("http://127.0.0.1:80/a", "http://127.0.0.1"), ("https://[2001:DB8::1]/a", "https://[2001:db8::1]:443?b"),
        ])
    func same(one: String, other: String) throws {
        #expect(try #require(WebOrigin(one)) == #require(WebOrigin(other)))
    }

    @Test(
        "Not the same",
        arguments: [
            ("https://flows.example/", "http://flows.example/"), ("https://flows.example/", "https://flows.example:8443/"),
            ("https://flows.example/", "https://b.flows.example/"), ("https://[2001:db8::443]/", "https://[2001:db8::1]:443/"),
        ])
    func different(one: String, other: String) throws {
        #expect(try #require(WebOrigin(one)) != #require(WebOrigin(other)))
    }

    @Test(
        "No server of the web",
        arguments: [
            "", "https://", "ftp://flows.example/", "https://user@flows.example/", "https://flows.example:0/", "https://a b/",
        ])
    func none(url: String) {
        #expect(WebOrigin(url) == nil)
    }
}
