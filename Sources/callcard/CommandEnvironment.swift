import ArgumentParser
import CallModel
import Configuration
import ConfigurationFile
import CurlTransport
import Foundation
import JSONQuery
import PhoneNumbers
import Setup

/// The surroundings of the command: variables, its own files, and the libraries that everything is built with.
enum CommandEnvironment {
    /// `callcard.yaml` in the working folder, unless `CALLCARD_CONFIG` says otherwise.
    static var defaultConfiguration: String {
        Self.variable("CALLCARD_CONFIG").flatMap { $0.isEmpty ? nil : $0 } ?? "callcard.yaml"
    }

    /// The value of an environment variable; `nil` where it is not set.
    static func variable(_ name: String) -> String? {
        try? EnvironmentVariablesProvider().environmentValue(forName: name)
    }

    /// The surroundings that a configuration may refer to, outside of its own files.
    static var forConfiguration: ConfigurationReader.Environment {
        ConfigurationReader.Environment(variable: Self.variable, ownManifests: Self.sharedFolders("connectors"))
    }

    /// This program's file.
    static var executable: String {
        (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? CommandLine.arguments[0]
    }

    /// The project's own data of a name, `connectors` or `config/demo`: the first of `sharedFolders`, `nil` where there is none.
    static func sharedFolder(_ name: String) -> String? {
        Self.sharedFolders(name).first
    }

    /// All folders of the project's own data of a name; what is in an earlier one counts.
    ///
    /// `CALLCARD_SHARE` names where they are, and then nothing else is looked at. Without it: beside this program, in
    /// `../share/callcard` and where else an installation or a checkout above it keeps them, in `/usr/share/callcard`.
    static func sharedFolders(_ name: String) -> [String] {
        if let share = Self.variable("CALLCARD_SHARE"), !share.isEmpty { return [share + "/" + name].filter(Self.isFolder) }
        let own = (Self.executable as NSString).deletingLastPathComponent
        var places = [own]
        var above = own
        while above.count > 1 {
            places.append(above + "/share/callcard")
            if FileManager.default.fileExists(atPath: above + "/Package.swift") { places.append(above) }
            above = (above as NSString).deletingLastPathComponent
        }
        if !places.contains("/usr/share/callcard") { places.append("/usr/share/callcard") }
        return places.map { $0 + "/" + name }.filter(Self.isFolder)
    }

    private static func isFolder(_ path: String) -> Bool {
        var isFolder: ObjCBool = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
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
