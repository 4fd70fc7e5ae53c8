import ArgumentParser
import Setup

struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Run the service.",
        discussion: "SIGHUP reloads the configuration; SIGTERM stops, finishing what is under way.")

    @Option(name: .long, help: "The configuration file.")
    var config = Surroundings.defaultConfiguration

    func run() async throws {
        do {
            try await Server(configurationPath: self.config).run()
        } catch let failure as ConfigurationFailure {
            Terminal.complain(of: failure.problems)
            throw ExitCode.configuration
        } catch let failure as JournalOpenFailure {
            Terminal.error("\(failure)")
            throw ExitCode.dataError
        } catch let error as ExitCode {
            throw error
        } catch {
            Terminal.error("the server could not start or broke off: \(StartFailure(error).explanation)")
            throw ExitCode.osError
        }
    }
}
