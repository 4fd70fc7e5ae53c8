import ArgumentParser
import CallcardServer
import ConfigurationFile
import Serving
import Setup

struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Run the service.",
        discussion: "SIGHUP reloads the configuration; SIGTERM stops, finishing what is under way.")

    @Option(name: .long, help: "The configuration file.")
    var config = CommandEnvironment.defaultConfiguration

    func run() async throws {
        defer { Terminal.endAnnouncements() }
        do {
            try await Server(configurationPath: self.config, observer: StandardOutputObserver()).run()
        } catch let failure as ConfigurationFailure {
            Terminal.complain(of: failure.problems, patience: Terminal.lastWait)
            throw ExitCode.configuration
        } catch let failure as ServerFileInUse {
            Terminal.error("\(failure)", patience: Terminal.lastWait)
            throw ExitCode.temporaryFailure
        } catch let failure as JournalOpenFailure {
            Terminal.error("\(failure)", patience: Terminal.lastWait)
            throw ExitCode.dataError
        } catch let error as ExitCode {
            throw error
        } catch {
            Terminal.error(
                "the server could not start or broke off: \(StartFailure(error).explanation)", patience: Terminal.lastWait)
            throw ExitCode.osError
        }
    }
}

/// Prints the one line that scripts wait for, and a line for each sign-in link: standard output is read by whoever starts the server.
private struct StandardOutputObserver: ServerObserver {
    func serverListens(at url: String) async {
        Terminal.announce("listening on \(url)")
    }

    func signInLinksChanged(to links: [SignInLink]) async {
        for link in links { Terminal.announce("sign in as \(link.user): \(link.url)") }
    }
}

extension Server {
    /// A server with the real libraries, as the command runs it.
    ///
    /// - Throws: An exit status, after having said what doesn't work here.
    init(configurationPath: String, observer: any ServerObserver) throws {
        try DescriptorLimit.raise()
        self.init(
            configurationPath: configurationPath, environment: CommandEnvironment.forConfiguration,
            dependencies: try CommandEnvironment.dependencies(), observer: observer)
    }
}
