import ArgumentParser
import Foundation
import YAMLReader

/// A private copy of `config/demo` that becomes a configuration of its own and is removed at the end.
struct DemoFolder: Sendable {
    let path: String

    /// The sample CRM's address in the sample's files.
    private static let placeholder = "127.0.0.1:8090"

    /// Copies the sample into a new folder that only this user can read.
    init() throws {
        guard let sample = CommandEnvironment.sharedFolder("config/demo") else {
            Terminal.error("the sample data (config/demo) is not installed here; CALLCARD_SHARE can name its place")
            throw ExitCode.noInput
        }
        let parent = FileManager.default.temporaryDirectory
        var template = Array(parent.appending(path: "callcard-demo.XXXXXX").path.utf8CString)
        guard mkdtemp(&template) != nil else {
            Terminal.error("no folder can be made in \(parent.path)")
            throw ExitCode.osError
        }
        self.path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
        let manager = FileManager.default
        for name in try manager.contentsOfDirectory(atPath: sample) {
            try manager.copyItem(atPath: "\(sample)/\(name)", toPath: self.file(name))
        }
    }

    var configuration: String { self.file("callcard.yaml") }

    func file(_ name: String) -> String { "\(self.path)/\(name)" }

    /// Completes the configuration with what is different in each demo.
    ///
    /// - Parameters:
    ///   - head: YAML for keys that the sample leaves out.
    ///   - crm: The sample CRM's address, such as `http://127.0.0.1:40123`, and its token.
    func complete(head: String, crm: (url: String, token: String)) throws {
        let services = try FileManager.default.contentsOfDirectory(atPath: self.file("services")).map { "services/\($0)" }
        for name in services + ["callcard.yaml"] {
            let text = try String(contentsOfFile: self.file(name), encoding: .utf8)
            let whole = (name == "callcard.yaml" ? head : "") + text.replacing("http://\(Self.placeholder)", with: crm.url)
            try Data(whole.utf8).write(to: URL(fileURLWithPath: self.file(name)))
        }
        try self.writeSecret(Data(crm.token.utf8), as: "sample-crm-token.txt")
        // The key under which tags of earlier calls are found.
        try self.writeSecret(Data((0..<32).map { _ in UInt8.random(in: .min ... .max) }), as: "recall.key")
    }

    /// The day that is played.
    func day() throws -> Day {
        let text = try String(contentsOfFile: self.file("day.yaml"), encoding: .utf8)
        let problems = YAMLProblems()
        if let day = DayReader.read(text, file: "day.yaml", problems: problems) { return day }
        for problem in problems.all { Terminal.error("\(problem)") }
        throw ExitCode.dataError
    }

    /// Writes a secret that only this user can read.
    private func writeSecret(_ secret: Data, as name: String) throws {
        try secret.write(to: URL(fileURLWithPath: self.file(name)))
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: self.file(name))
    }

    func remove() {
        try? FileManager.default.removeItem(atPath: self.path)
    }
}
