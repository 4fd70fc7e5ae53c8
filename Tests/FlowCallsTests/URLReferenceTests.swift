import Testing

@testable import FlowCalls

@Suite("C3 A Location, whole or relative (RFC 9110, 10.2.2)")
struct URLReferenceTests {
    @Test(
        "The examples of RFC 3986, section 5.4, on a base with a key in its query",
        arguments: [
            ("g", "https://a/b/c/g"), ("./g", "https://a/b/c/g"), ("g/", "https://a/b/c/g/"), ("/g", "https://a/g"),
            ("//g", "https://g"), ("?y", "https://a/b/c/d;p?y"), ("g?y", "https://a/b/c/g?y"), ("g#s", "https://a/b/c/g"),
            (";x", "https://a/b/c/;x"), ("g;x?y#s", "https://a/b/c/g;x?y"), (".", "https://a/b/c/"), ("./", "https://a/b/c/"),
            ("..", "https://a/b/"), ("../", "https://a/b/"), ("../g", "https://a/b/g"), ("../..", "https://a/"),
            ("../../g", "https://a/g"), ("../../../g", "https://a/g"), ("/./g", "https://a/g"), ("/../g", "https://a/g"),
            ("g.", "https://a/b/c/g."), ("..g", "https://a/b/c/..g"), ("./../g", "https://a/b/g"), ("./g/.", "https://a/b/c/g/"),
            ("g/../h", "https://a/b/c/h"), ("g;x=1/../y", "https://a/b/c/y"), ("g?y/../x", "https://a/b/c/g?y/../x"),
        ])
    func relative(reference: String, url: String) {
        #expect(URLReference.resolve(reference, against: "https://a/b/c/d;p?q") == url)
    }

    @Test(
        "Whole ones stay as they are, but for dot segments and fragment",
        arguments: [
            ("https://b/x?sig=a%2Fb", "https://b/x?sig=a%2Fb"), ("HTTPS://b:8443/x/../y", "https://b:8443/y"),
            ("http://b", "http://b"), ("https://b?y#s", "https://b?y"),
        ])
    func whole(reference: String, url: String) {
        #expect(URLReference.resolve(reference, against: "https://a/b?sig=secret") == url)
    }

    @Test("Neither of the web nor a place", arguments: ["", "#s", "ftp://b/x", "mailto:a@example.com", "https:g", "x:y/z"])
    func unusable(reference: String) {
        #expect(URLReference.resolve(reference, against: "https://a/b") == nil)
    }

    @Test("A base without a path", arguments: [("g", "https://a:8443/g"), ("?y", "https://a:8443?y"), ("..", "https://a:8443/")])
    func bareBase(reference: String, url: String) {
        #expect(URLReference.resolve(reference, against: "https://a:8443?q") == url)
    }
}
