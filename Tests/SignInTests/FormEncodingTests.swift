import StrictJSON
import Testing

@testable import SignIn

@Suite("Forms and addresses of providers")
struct FormEncodingTests {
    @Test(
        "All but unreserved characters are encoded, byte by byte",
        arguments: [("aZ09-._~", "aZ09-._~"), (" +&=", "%20%2B%26%3D"), ("ü", "%C3%BC"), ("\u{1}", "%01"), ("", "")])
    func encoding(plain: String, encoded: String) {
        #expect(FormEncoding.encode(plain) == encoded)
        #expect(FormEncoding([("a", plain), ("b", "1")]).text == "a=\(encoded)&b=1")
    }

    private static func document(_ authorization: String, _ token: String, _ methods: [JSONValue]? = nil) -> JSONObject {
        var document: JSONObject = [
            "authorization_endpoint": .string(authorization), "token_endpoint": .string(token),
        ]
        document["token_endpoint_auth_methods_supported"] = methods.map { .array($0) }
        return document
    }

    @Test(
        "A browser is sent nowhere but to https",
        arguments: [
            "http://login.example/a", "javascript:alert(1)", "//login.example", "https://login.example/#x", "https://a b",
        ])
    func refused(address: String) {
        let good = "https://login.example/t"
        #expect(ProviderAddresses(Self.document(address, good), allowsHTTP: false) == nil)
        #expect(ProviderAddresses(Self.document(good, address), allowsHTTP: false) == nil)
    }

    @Test(
        "The secret goes into the form only where it may not be shown otherwise",
        arguments: [(nil, false), (["client_secret_basic"], false), (["client_secret_post"], true)] as [([JSONValue]?, Bool)])
    func secret(methods: [JSONValue]?, isInForm: Bool) throws {
        let address = "https://login.example/t"
        let addresses = try #require(ProviderAddresses(Self.document(address, address, methods), allowsHTTP: false))
        #expect(addresses.wantsSecretInForm == isInForm)
    }
}
