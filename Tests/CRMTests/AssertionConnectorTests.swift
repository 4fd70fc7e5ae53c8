import CRM
import CallModel
import ConnectorTestSupport
import Crypto
import CryptoExtras
import Foundation
import Manifests
import OutboundHTTP
import StrictJSON
import Testing

@Suite("A18, A19 Tokens: a connector that proves who it is by a signed statement (RFC 7523)")
struct AssertionConnectorTests {
    private static let auth = """
        {type: oauth, tokenURL: /token, clientID: me, assertion: {key: "{settings.token}", keyID: k1, claims: {scope: rest}}}
        """

    private func connector(_ server: TokenTestServer, key: String, auth: String = Self.auth) throws -> CRMConnector {
        let text = CRMSample.manifest.replacing("{type: bearer, token: \"{settings.token}\"}", with: auth)
        let values = CRMSample.values.merging(["token": .secret(Sensitive(key))]) { _, new in new }
        return try CRMSample.connector(server, manifest: text, values: values)
    }

    /// The form of the first request for a token, and the three parts of its statement.
    private func statement(key: String) async throws -> (form: String, parts: [Substring]) {
        let server = TokenTestServer()
        _ = try await self.connector(server, key: key).findings(for: CRMSample.question(seconds: 10))
        let form = String(decoding: try #require(server.tokenCalls.first?.body), as: UTF8.self)
        let cut = try #require(form.range(of: "&client_assertion="))
        #expect(server.shown == ["Bearer token-1"])
        return (String(form[..<cut.lowerBound]), form[cut.upperBound...].split(separator: "."))
    }

    private func bytes(_ part: Substring) throws -> [UInt8] {
        let text = part.replacing("-", with: "+").replacing("_", with: "/")
        return Array(try #require(Data(base64Encoded: text + String(repeating: "=", count: (4 - text.count % 4) % 4))))
    }

    private func members(_ part: Substring) throws -> [String: String] {
        let object = try #require(try StrictJSON.parse(self.bytes(part)).objectValue)
        let texts = object.members.map { ($0.name, String(decoding: $0.value.encoded(), as: UTF8.self)) }
        return Dictionary(uniqueKeysWithValues: texts)
    }

    @Test("The form holds the grant, the kind of proof and the statement, and no secret")
    func form() async throws {
        let (form, parts) = try await self.statement(key: P256.Signing.PrivateKey().pemRepresentation)
        let kind = "urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer"
        #expect(form == "grant_type=client_credentials&client_assertion_type=\(kind)")
        #expect(parts.count == 3)
    }

    @Test("It says who asks, whom, from when to when, and what the manifest adds")
    func claims() async throws {
        let (_, parts) = try await self.statement(key: P256.Signing.PrivateKey().pemRepresentation)
        #expect(try self.members(parts[0]) == ["alg": "\"ES256\"", "typ": "\"JWT\"", "kid": "\"k1\""])
        var claims = try self.members(parts[1])
        let from = Int64(claims.removeValue(forKey: "iat") ?? "") ?? 0
        let to = Int64(claims.removeValue(forKey: "exp") ?? "") ?? 0
        #expect(to - from == 300)
        let name = claims.removeValue(forKey: "jti")
        #expect(name?.count == 34)
        let expected = ["iss": "me", "sub": "me", "aud": "https://crm.example/token", "scope": "rest"].mapValues { "\"\($0)\"" }
        #expect(claims == expected)
    }

    @Test("A key on a curve signs by the algorithm of that curve")
    func curves() async throws {
        let key = P384.Signing.PrivateKey()
        let (_, parts) = try await self.statement(key: key.pemRepresentation)
        #expect(try self.members(parts[0])["alg"] == "\"ES384\"")
        let signature = try P384.Signing.ECDSASignature(rawRepresentation: self.bytes(parts[2]))
        #expect(key.publicKey.isValidSignature(signature, for: SHA384.hash(data: Data("\(parts[0]).\(parts[1])".utf8))))
    }

    @Test("An RSA key signs by PS256")
    func rsa() async throws {
        let key = try _RSA.Signing.PrivateKey(keySize: .bits2048)
        let (_, parts) = try await self.statement(key: key.pemRepresentation)
        #expect(try self.members(parts[0])["alg"] == "\"PS256\"")
        let signature = _RSA.Signing.RSASignature(rawRepresentation: try self.bytes(parts[2]))
        let digest = SHA256.hash(data: Data("\(parts[0]).\(parts[1])".utf8))
        #expect(key.publicKey.isValidSignature(signature, for: digest, padding: .PSS))
    }

    @Test("Each request for a token has a statement of its own")
    func fresh() async throws {
        let server = TokenTestServer()
        let connector = try self.connector(server, key: P256.Signing.PrivateKey().pemRepresentation)
        _ = try await connector.findings(for: CRMSample.question(seconds: 10))
        server.revoke()
        _ = try await connector.findings(for: CRMSample.question(seconds: 10))
        #expect(Set(server.tokenCalls.map { $0.body ?? [] }).count == 2)
    }

    @Test("What is no key is told without repeating it", arguments: ["s3cret-canary", "-----BEGIN PRIVATE KEY-----\nAAAA\n"])
    func noKey(text: String) {
        let error = #expect(throws: ConnectorBuildError.self) { try self.connector(TokenTestServer(), key: text) }
        #expect(error?.part == "auth.assertion.key")
        #expect(error?.description.contains("AAAA") == false && error?.description.contains("canary") == false)
    }
}
