import Configuration
import Foundation
import Setup

/// Where the command finds what is outside of it.
enum Surroundings {
    /// `callcard.yaml` in the working folder, unless `CALLCARD_CONFIG` says otherwise.
    static var defaultConfiguration: String {
        Self.environment("CALLCARD_CONFIG") ?? "callcard.yaml"
    }

    static func environment(_ name: String) -> String? {
        try? EnvironmentVariablesProvider().environmentValue(forName: name)
    }

    static var reader: ConfigurationReader.Surroundings {
        ConfigurationReader.Surroundings(environment: Self.environment, ownManifests: Self.shared("connectors"))
    }

    /// This program's file.
    static var executable: String {
        (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? CommandLine.arguments[0]
    }

    /// A folder of the project's own data: in an installed tree `share/callcard/NAME` beside `bin`, in a checkout `NAME` beside
    /// `Package.swift`. `CALLCARD_SHARE` names another place.
    static func shared(_ name: String) -> String? {
        if let share = Self.environment("CALLCARD_SHARE") { return Self.folder("\(share)/\(name)") }
        let manager = FileManager.default
        var folder = (Self.executable as NSString).deletingLastPathComponent
        while folder.count > 1 {
            if let found = Self.folder("\(folder)/share/callcard/\(name)") { return found }
            if manager.fileExists(atPath: "\(folder)/Package.swift"), let found = Self.folder("\(folder)/\(name)") {
                return found
            }
            folder = (folder as NSString).deletingLastPathComponent
        }
        return nil
    }

    private static func folder(_ path: String) -> String? {
        var isFolder: ObjCBool = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue ? path : nil
    }
}
