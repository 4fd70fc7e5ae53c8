import CProcess
import CallModel
import CallcardServer
import ConfigurationFile
import CurlTransport
import Foundation
import JSONQuery
import PhoneNumbers
import Serving
import Setup

/// `callcard serve --config F` with a fault on purpose: it logs numbers. The canary test must find them, or it finds nothing at all.
@main
enum LeakyCallcard {
    static func main() async throws {
        let arguments = CommandLine.arguments
        guard arguments.count == 4, arguments[1] == "serve", arguments[2] == "--config", let reader = NumberReader() else {
            FileHandle.standardError.write(Data("usage: callcard-leaky serve --config FILE\n".utf8))
            exit(64)
        }
        let time = SystemTime()
        let dependencies = Dependencies(
            numbers: LeakyNumbers(reader: reader), transport: try CurlTransport(), callbacks: try CurlTransport(),
            queries: JQCompiler(time: time), time: time)
        let environment = ConfigurationReader.Environment(
            variable: { ProcessInfo.processInfo.environment[$0] }, ownManifests: [])
        try await Server(
            configurationPath: arguments[3], environment: environment, dependencies: dependencies, observer: AddressPrinter()
        ).run()
    }

    private struct AddressPrinter: ServerObserver {
        func serverListens(at url: String) async {
            FileHandle.standardOutput.write(Data("listening on \(url)\n".utf8))
        }

        func signInLinksChanged(to _: [SignInLink]) async {}
    }
}
