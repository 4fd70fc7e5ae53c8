import ArgumentParser
import CallModel
import Foundation

struct SettingsCommand: CommandGroup {
    static let configuration = CommandConfiguration(
        commandName: "settings", abstract: "Service settings of a running server.",
        subcommands: [SettingsExport.self, SettingsImport.self])
}

/// A folder with the settings of services, `ID.yaml` each.
struct ServiceFolder {
    let path: String

    /// The services that have a file, in order.
    var ids: [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: self.path)) ?? []
        return names.filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(".yaml".count)) }.filter(SessionID.isValid)
            .sorted()
    }

    /// The ids among `ids` that have no file.
    func missing(of ids: [String]) -> [String] {
        ids.filter { !FileManager.default.fileExists(atPath: self.file(of: $0)) }
    }

    func file(of id: String) -> String { (self.path as NSString).appendingPathComponent("\(id).yaml") }

    /// Refuses what is not a valid id of a service: it becomes part of URLs and of files' names.
    static func validate(_ ids: [String]) throws {
        guard ids.allSatisfy(SessionID.isValid) else {
            throw ValidationError("a service's id is 1 to 128 of A-Z a-z 0-9 . _ ~ -")
        }
    }
}
