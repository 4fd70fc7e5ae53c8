import CallModel
import Conformance
import ConnectorTestSupport
import Foundation
import Testing

@Suite("C2 Connectors: the skeleton of a new one")
struct ConnectorSkeletonTests {
    @Test("It keeps the standard as it is")
    func passes() async throws {
        let base = FileManager.default.temporaryDirectory.appending(path: "callcard-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: base) }
        let folder = base.appending(path: "acme-2")
        try FileManager.default.createDirectory(at: folder.appending(path: "fixtures"), withIntermediateDirectories: true)
        for file in ConnectorSkeleton(id: try #require(ConnectorID("acme-2"))).files {
            try file.text.write(to: folder.appending(path: file.path), atomically: true, encoding: .utf8)
        }
        let conformance = ConnectorConformance(compiler: CRMSample.compiler, parser: FictionNumbers(), indexer: FictionNumbers())
        let report = await conformance.check(folder: folder.path())
        #expect(report.isPassed, "\(report.checks.filter { !$0.problems.isEmpty })")
        #expect(report.advice.isEmpty)
    }

    @Test("Its manifest says what to change, line by line")
    func commented() throws {
        let files = ConnectorSkeleton(id: try #require(ConnectorID("acme"))).files
        let manifest = try #require(files.first { $0.path == "connector.yaml" }).text
        #expect(manifest.split(separator: "\n").count { $0.contains("# ") } >= 12)
        for key in ["keep:", "refused:", "safe: true", "when: always", "oauth (", "signIn ("] { #expect(manifest.contains(key)) }
    }
}
