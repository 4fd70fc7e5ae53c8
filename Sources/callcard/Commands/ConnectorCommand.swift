import ArgumentParser
import CallModel
import Conformance
import Foundation
import JSONQuery
import Setup

struct ConnectorCommand: CommandGroup {
    static let configuration = CommandConfiguration(
        commandName: "connector", abstract: "Connectors: try, sign in, list, begin a new one.",
        subcommands: [Test.self, ConnectorTry.self, ConnectorSignInCommand.self, ConnectorList.self, New.self])

    struct Test: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Run a connector's manifest over its fixtures and over everything that can go wrong.")

        @Argument(help: "Folders with a connector.yaml, or ids of callcard's own; none for all of these.")
        var connectors: [String] = []

        func run() async throws {
            let conformance = ConnectorConformance(
                compiler: JQCompiler(time: SystemTime()), parser: try CommandEnvironment.numbers(),
                indexer: try CommandEnvironment.numbers())
            var isPassed = true
            for folder in try self.folders() {
                let report = await conformance.check(folder: folder)
                print("\(report.isPassed ? "✔" : "✘") \((folder as NSString).lastPathComponent)")
                for check in report.checks {
                    print("  \(check.problems.isEmpty ? "✔" : "✘") \(check.name)")
                    for problem in check.problems { print("      \(problem)") }
                }
                for advice in report.advice { print("  ! \(advice)") }
                isPassed = isPassed && report.isPassed
            }
            if !isPassed { throw ExitCode.dataError }
        }

        private func folders() throws -> [String] {
            let own = CommandEnvironment.sharedFolders("connectors")
            guard self.connectors.isEmpty else {
                return try self.connectors.map { name in
                    let candidates = [name] + own.map { "\($0)/\(name)" }
                    guard let found = candidates.first(where: Self.isConnector) else {
                        Terminal.error("there is no connector.yaml in \(name)")
                        throw ExitCode.noInput
                    }
                    return found
                }
            }
            // Of two with one id the first is in use.
            var ids: Set<String> = []
            let connectors = own.flatMap(Self.connectors).filter { ids.insert(($0 as NSString).lastPathComponent).inserted }
            guard !connectors.isEmpty else {
                Terminal.error("callcard's own connectors are not installed here; name a folder, or CALLCARD_SHARE their place")
                throw ExitCode.noInput
            }
            return connectors
        }

        private static func connectors(in folder: String) -> [String] {
            let names = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
            return names.map { "\(folder)/\($0)" }.filter(Self.isConnector)
        }

        private static func isConnector(_ folder: String) -> Bool {
            FileManager.default.fileExists(atPath: "\(folder)/connector.yaml")
        }
    }

    struct New: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Write the skeleton of a connector, which passes its test and waits to be changed.")

        @Argument(help: "The connector's id, which is its folder's name: a-z 0-9 - _")
        var id: String

        @Option(name: .long, help: "Where the folder is made; one that manifests: names.")
        var into = "connectors"

        func run() async throws {
            guard let id = ConnectorID(self.id) else {
                Terminal.error("an id is 1 to 64 of a-z 0-9 - _, beginning with a letter or digit")
                throw ExitCode.validationFailure
            }
            let folder = "\(self.into)/\(id)"
            guard !FileManager.default.fileExists(atPath: folder) else {
                Terminal.error("\(folder) is there already")
                throw ExitCode.cannotCreate
            }
            do {
                try FileManager.default.createDirectory(atPath: "\(folder)/fixtures", withIntermediateDirectories: true)
                for file in ConnectorSkeleton(id: id).files {
                    try Data(file.text.utf8).write(to: URL(filePath: "\(folder)/\(file.path)"))
                    print("\(folder)/\(file.path)")
                }
            } catch {
                Terminal.error("\(folder) can't be written")
                throw ExitCode.cannotCreate
            }
            print("now change them, and run: callcard connector test \(folder)")
        }
    }
}
