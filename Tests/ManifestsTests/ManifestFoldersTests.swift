import CallModel
import ConnectorTestSupport
import Foundation
import Manifests
import Testing
import YAMLReader

@Suite("C2 Manifests: folders that hold <id>/connector.yaml")
struct ManifestFoldersTests {
    /// Runs `body` with two folders: in each `acme`, with different names, and in the first one more that is broken.
    private func withFolders(_ body: (_ own: String, _ shelf: String) throws -> Void) throws {
        let base = FileManager.default.temporaryDirectory.appending(path: "callcard-\(UUID().uuidString)").path()
        defer { try? FileManager.default.removeItem(atPath: base) }
        for (folder, id, text) in [
            ("own", "acme", CRMSample.manifest.replacing("name: ACME", with: "name: Own")), ("shelf", "acme", CRMSample.manifest),
            ("own", "broken", "id: broken\nkind: crm"),
            ("shelf", "other", CRMSample.manifest.replacing("id: acme", with: "id: other")),
            ("shelf", "large", CRMSample.manifest + String(repeating: "#", count: 300_000)),
        ] {
            let path = "\(base)/\(folder)/\(id)"
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
            try text.write(toFile: path + "/connector.yaml", atomically: true, encoding: .utf8)
        }
        try FileManager.default.createDirectory(atPath: base + "/own/empty", withIntermediateDirectories: true)
        try body(base + "/own", base + "/shelf")
    }

    @Test("The earlier path wins; a broken manifest is told and leaves the others standing")
    func precedence() throws {
        try self.withFolders { own, shelf in
            let problems = YAMLProblems()
            let manifests = ManifestFolders.read([own, shelf], problems: problems)
            #expect(Set(manifests.keys.map(\.value)) == ["acme", "other"])
            #expect(ConnectorID("acme").flatMap { manifests[$0] }?.name == "Own")
            #expect(
                problems.all.allSatisfy {
                    $0.file.hasSuffix("broken/connector.yaml") || $0.file.hasSuffix("large/connector.yaml")
                })
            #expect(problems.all.contains { $0.message.contains("larger than 256 KiB") })
        }
    }

    @Test("A folder without a manifest is no connector; a path that is not there holds none")
    func listing() throws {
        try self.withFolders { own, shelf in
            #expect(ManifestFolders.connectors(in: own) == [own + "/acme", own + "/broken"])
            #expect(ManifestFolders.connectors(in: own + "/nowhere").isEmpty)
        }
    }
}
