import ArgumentParser
import CallModel
import Configuration
import CurlTransport
import Foundation
import JSONQuery
import PhoneNumbers
import Setup

/// The surroundings of the command: variables, its own files, and the libraries that everything is built with.
enum CommandEnvironment {
    /// `callcard.yaml` in the working folder, unless `CALLCARD_CONFIG` says otherwise.
    static var defaultConfiguration: String {
        Self.variable("CALLCARD_CONFIG") ?? "callcard.yaml"
    }

    /// The value of an environment variable; `nil` where it is not set.
    static func variable(_ name: String) -> String? {
        try? EnvironmentVariablesProvider().environmentValue(forName: name)
    }

    /// The surroundings that a configuration may refer to, outside of its own files.
    static var forConfiguration: ConfigurationReader.Environment {
        ConfigurationReader.Environment(variable: Self.variable, ownManifests: Self.sharedFolder("connectors"))
    }

    /// This program's file.
    static var executable: String {
        (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? CommandLine.arguments[0]
    }

    /// A folder of the project's own data: in an installed tree `share/callcard/NAME` beside `bin`, in a checkout `NAME` beside
    /// `Package.swift`. `CALLCARD_SHARE` names another place.
    static func sharedFolder(_ name: String) -> String? {
        if let share = Self.variable("CALLCARD_SHARE") { return Self.folder("\(share)/\(name)") }
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

extension CommandEnvironment {
    /// The libraries and clocks of a server, or of lookups over a configuration.
    ///
    /// - Throws: An exit status, after having said what doesn't work here.
    static func dependencies() throws -> Dependencies {
        let time = SystemTime()
        return Dependencies(
            numbers: try Self.numbers(), transport: try CurlTransport(), callbacks: try CurlTransport(),
            queries: JQCompiler(time: time), time: time)
    }

    /// libphonenumber, warmed up.
    static func numbers() throws -> NumberReader {
        guard let reader = NumberReader() else {
            Terminal.error("libphonenumber does not work here; reinstall it (Debian: libphonenumber8, libgeocoding8)")
            throw ExitCode.unavailable
        }
        return reader
    }
}
