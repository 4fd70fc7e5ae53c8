import ArgumentParser
import Foundation
import Waiting

/// The sample CRM, a program of its own beside this one. It ends when its standard input does, so it can't outlive this process.
struct SampleCRMProcess: Sendable {
    /// `http://127.0.0.1:40123`
    let url: String
    private let process: Process

    /// Starts it and waits until it listens.
    init(contacts: String, token: String) async throws {
        let program = (CommandEnvironment.executable as NSString).deletingLastPathComponent + "/callcard-sample-crm"
        guard FileManager.default.isExecutableFile(atPath: program) else {
            Terminal.error("callcard-sample-crm is not beside this program; swift build makes both")
            throw ExitCode.noInput
        }
        let (process, output) = (Process(), Pipe())
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = [contacts]
        process.environment = ProcessInfo.processInfo.environment.merging(["SAMPLE_CRM_TOKEN": token]) { $1 }
        process.standardInput = Pipe()
        process.standardOutput = output
        try process.run()
        let greeting = await Self.firstLine(of: output.fileHandleForReading)
        guard let url = greeting.split(separator: " ").last, url.hasPrefix("http://") else {
            Terminal.error("the sample CRM did not start")
            throw ExitCode.unavailable
        }
        self.url = String(url)
        self.process = process
    }

    func stop() {
        self.process.terminate()
    }

    /// Empty where the process ended without a word.
    private static func firstLine(of handle: FileHandle) async -> String {
        await DedicatedThread.run {
            var line: [UInt8] = []
            while let byte = (try? handle.read(upToCount: 1))?.first, byte != UInt8(ascii: "\n") { line.append(byte) }
            return String(decoding: line, as: UTF8.self)
        }
    }
}
