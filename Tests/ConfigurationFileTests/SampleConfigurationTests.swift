import CallModel
import ContextTemplates
import Flows
import Foundation
import SettingsFields
import SignIn
import Testing
import YAMLReader

@testable import ConfigurationFile

@Suite("The sample configuration")
struct SampleConfigurationTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../config").standardized

    @Test("It can be served as it stands, and says nothing but defaults")
    func asItStands() throws {
        let configuration = try Self.read(Self.text("callcard.yaml", isOpened: false), service: nil)
        #expect(configuration.keys.isEmpty && configuration.connectors.isEmpty && configuration.services.isEmpty)
    }

    @Test("With every line taken in it is good too, and what has a default is at it")
    func opened() throws {
        // Links that sign in are for one's own machine, and don't go with TLS and a public address.
        let text = try Self.text("callcard.yaml", isOpened: true).replacing(/(?m)^  signInLinks:\n.*\n/, with: "")
        let configuration = try Self.read(
            text, service: Self.text("services/support.yaml", isOpened: true))
        let plain = Configuration()
        #expect(configuration.listen == plain.listen)
        #expect(configuration.log == plain.log)
        #expect(configuration.limits == plain.limits)
        #expect(configuration.rates == plain.rates)
        #expect(configuration.bookInterval == plain.bookInterval)
        #expect(configuration.switches == plain.switches)
        #expect(configuration.warnings.map(\.problem.description) == [])
        #expect(configuration.keys.count == 3)
        #expect(configuration.calls == SessionStoreLimits())
        #expect(configuration.recallKey != nil)
        #expect(configuration.triggers.keyFile?.hasSuffix("/triggers.key") == true)
        #expect(configuration.refreshTokens.folder?.hasSuffix("/refresh-tokens") == true)
        #expect(configuration.refreshTokens.keyFile?.hasSuffix("/refresh-tokens.key") == true)
        #expect(configuration.maps.templates == MapTemplates.google && configuration.maps.database != nil)
        #expect(configuration.webhooks.map(\.connector.value) == ["crm"] && configuration.webhooks.first?.secrets.count == 1)
        let token = try #require(configuration.tokens.first)
        let bare = TokenRules(issuer: "", audiences: [], role: .fixed(.agent), services: .fixed(.all))
        #expect(token.rules.algorithms == bare.algorithms && token.rules.leeway == bare.leeway && token.rules.user == bare.user)
        #expect(token.keys.refresh == IssuerKeys.Options(issuer: "").refresh)
        #expect(configuration.connectors.map(\.id.value) == ["contacts", "helpdesk"])
        guard case .crm(let crm) = configuration.connectors.last else { throw Unread() }
        #expect(crm.policy == ConnectorPolicy())
        let service = try #require(configuration.services.first).filled
        let plainService = ServiceSettings(id: "support", displayName: "Support")
        #expect(service.widgets == plainService.widgets)
        #expect(service.licence == plainService.licence)
        #expect(service.retention == plainService.retention)
        #expect(service.tagRecall == plainService.tagRecall)
        #expect(service.aliases == plainService.aliases)
        #expect(service.map == plainService.map)
    }

    @Test(
        "It has every key that is understood",
        arguments: [
            ("callcard.yaml", ConfigurationReader.keys), ("callcard.yaml", LogReader.keys),
            ("callcard.yaml", KeysReader.keys), ("callcard.yaml", TokensReader.keys), ("callcard.yaml", TokensReader.grantKeys),
            ("callcard.yaml", BookReader.keys), ("callcard.yaml", ConnectorsReader.keys),
            ("callcard.yaml", WebhooksReader.keys), ("callcard.yaml", JournalReader.sessionKeys),
            ("callcard.yaml", JournalReader.recallKeys), ("callcard.yaml", JournalReader.triggerKeys),
            ("callcard.yaml", RefreshTokensReader.keys),
            ("callcard.yaml", MapReader.keys), ("callcard.yaml", ConfigurationReader.switchKeys),
            ("services/support.yaml", ServiceSettings.memberNames),
        ])
    func isWhole(file: String, keys: [String]) throws {
        let text = try Self.text(file, isOpened: true)
        for key in keys {
            #expect(text.contains(try Regex("(^|[\n {,-])\(key):")), "\(key) is missing in \(file)")
        }
    }

    /// The file's text; opened, its commented settings are taken in. Prose has one space behind the #, settings none or several.
    private static func text(_ name: String, isOpened: Bool) throws -> String {
        let text = try String(contentsOf: Self.folder.appending(path: name), encoding: .utf8)
        return isOpened ? text.replacing(/(?m)^#(?! \S)/, with: "") : text
    }

    private static func read(_ text: String, service: String?) throws -> Configuration {
        let folder = FileManager.default.temporaryDirectory.appending(path: "sample-\(UUID())")
        defer { try? FileManager.default.removeItem(at: folder) }
        try FileManager.default.createDirectory(at: folder.appending(path: "services"), withIntermediateDirectories: true)
        try FileManager.default.createDirectory(at: folder.appending(path: "connectors"), withIntermediateDirectories: true)
        try text.write(to: folder.appending(path: "callcard.yaml"), atomically: true, encoding: .utf8)
        try service?.write(to: folder.appending(path: "services/support.yaml"), atomically: true, encoding: .utf8)
        for name in ["contacts.csv", "company-ca.pem", "zammad-token.txt", "certificate.pem", "key.pem", "client-secret.txt"] {
            let path = folder.appending(path: name).path
            #expect(
                FileManager.default.createFile(atPath: path, contents: Data("x\n".utf8), attributes: [.posixPermissions: 0o600]))
        }
        try Data("whsec_\(String(repeating: "A", count: 43))=\n".utf8).write(to: folder.appending(path: "crm-webhook.txt"))
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o600], ofItemAtPath: folder.appending(path: "crm-webhook.txt").path)
        let recallKey = folder.appending(path: "recall.key").path
        #expect(
            FileManager.default.createFile(
                atPath: recallKey, contents: Data(repeating: 7, count: 32), attributes: [.posixPermissions: 0o600]))
        try FileManager.default.copyItem(
            at: Self.folder.appending(path: "../Tests/PlacesTests/Resources/places.mmdb").standardized,
            to: folder.appending(path: "GeoLite2-City.mmdb"))
        let own = Self.folder.deletingLastPathComponent().appending(path: "connectors").path
        let reader = ConfigurationReader(
            path: folder.appending(path: "callcard.yaml").path,
            environment: .init(variable: { _ in nil }, ownManifests: [own]))
        return try reader.read()
    }

    private struct Unread: Error {}
}
