import ArgumentParser
import Foundation
import Glibc
import Hummingbird
import Logging
import NIOCore

/// A small CRM of its own, for trying Callcard without an account anywhere. It is a program apart: it shares no code with the product.
///
/// It listens on this machine only, prints one line when it does, and ends when its standard input ends, so that it never outlives
/// the program that started it.
@main
struct SampleCRM: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "callcard-sample-crm",
        abstract: "A small CRM of invented contacts, for trying Callcard.",
        discussion: """
            Programs ask GET /api/contacts?phone=%2B49… with the bearer token of SAMPLE_CRM_TOKEN, and are answered after 60 to 120 ms,
            as by a system on the network. People open / in a browser. It ends when its standard input ends.
            """)

    @Option(name: .long, help: "The port on 127.0.0.1; 0 takes a free one.")
    var port = 0

    @Argument(help: "A JSON file: a list of contacts.")
    var file: String

    func run() async throws {
        guard let token = ProcessInfo.processInfo.environment["SAMPLE_CRM_TOKEN"], !token.isEmpty else {
            throw ValidationError("set SAMPLE_CRM_TOKEN to the token that programs must send")
        }
        let contacts = try self.contacts()
        let router = Router()
        ContactInterface(contacts: contacts, token: token).add(to: router)
        ContactPages(contacts: contacts).add(to: router)
        var logger = Logger(label: "sample-crm")
        logger.logLevel = .error
        let application = Application(
            router: router, configuration: .init(address: .hostname("127.0.0.1", port: self.port)),
            onServerRunning: { channel in
                let line = "sample CRM on http://127.0.0.1:\(channel.localAddress?.port ?? self.port)\n"
                // Nobody need be there to read it.
                try? FileHandle.standardOutput.write(contentsOf: Data(line.utf8))
            },
            logger: logger)
        Self.endWithStandardInput()
        do {
            try await application.runService()
        } catch let error as IOError {
            throw ValidationError("the sample CRM could not listen on port \(self.port): \(error)")
        }
    }

    private func contacts() throws -> ContactIndex {
        guard let data = FileManager.default.contents(atPath: self.file) else {
            throw ValidationError("\(self.file) can't be read")
        }
        do {
            return ContactIndex(try JSONDecoder().decode([Contact].self, from: data))
        } catch {
            throw ValidationError("\(self.file) is no list of contacts")
        }
    }

    private static func endWithStandardInput() {
        Thread.detachNewThread {
            while readLine() != nil {}
            Glibc.exit(0)
        }
    }
}
