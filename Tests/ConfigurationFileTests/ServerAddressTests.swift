import Foundation
import Testing

@testable import ConfigurationFile

@Suite("Where a configuration's server is")
struct ServerAddressTests {
    /// What is read of a configuration with this text.
    private func url(_ text: String) throws -> String? {
        let folder = FileManager.default.temporaryDirectory.appending(path: "callcard-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appending(path: "callcard.yaml").path
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        let environment = ConfigurationReader.Environment(variable: { _ in nil }, ownManifests: [])
        return ConfigurationReader(path: path, environment: environment).serverAddress()?.url
    }

    @Test(
        "Every address is reached from this machine",
        arguments: [
            ("# nothing", "http://127.0.0.1:8080"), ("listen: 127.0.0.2:81", "http://127.0.0.2:81"),
            ("listen: :81", "http://127.0.0.1:81"), ("listen: 0.0.0.0:81", "http://127.0.0.1:81"),
            ("listen: '[::]:81'", "http://[::1]:81"), ("listen: '[::1]:81'", "http://[::1]:81"),
            ("listen: callcard.example:81", "http://callcard.example:81"),
            ("tls: {certificate: c.pem, key: k.pem}", "https://127.0.0.1:8080"),
        ])
    func addresses(_ text: String, _ url: String) throws {
        #expect(try self.url(text) == url)
    }

    @Test(
        "Faults elsewhere don't matter",
        arguments: ["colour: red", "keys: 7", "books: [{id: x, file: gone.csv}]", "tls: {certificate: gone.pem, key: gone.pem}"])
    func faults(_ text: String) throws {
        #expect(try self.url("listen: 127.0.0.1:81\n" + text)?.hasSuffix("://127.0.0.1:81") == true)
    }

    @Test(
        "Nobody knows a port that was free, and what is no address or no YAML says nothing",
        arguments: ["listen: 127.0.0.1:0", "listen: here", "listen: [", "- listen"])
    func unknown(_ text: String) throws {
        #expect(try self.url(text) == nil)
    }
}
