import AddressBooks
import ArgumentParser
import CallModel
import Places
import Setup

struct Check: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Check the configuration: all that would stop or weaken a start, with file and line.",
        discussion: "A reload refuses what fails here, but for the journal, which only a start opens.")

    @Option(name: .long, help: "The configuration file.")
    var config = CommandEnvironment.defaultConfiguration

    func run() async throws {
        let trial = await ConfigurationTrial(
            path: self.config, environment: CommandEnvironment.forConfiguration,
            builder: RuntimeConfigurationBuilder(dependencies: try CommandEnvironment.dependencies()))
        guard let candidate = trial.candidate else {
            Terminal.complain(of: trial.faults)
            throw ExitCode.configuration
        }
        for problem in trial.faults { print("error: \(problem)") }
        for problem in trial.warnings { print("warning: \(problem)") }
        for book in candidate.built.parts.books where book.status.problem == nil {
            print("book \(book.id): \(book.status.contacts) contacts, \(book.status.numbers) numbers")
        }
        for book in candidate.built.parts.apiBooks where book.options.path != nil && book.problem == nil {
            print("book \(book.id): \(book.contactCount) contacts, filled by flows")
        }
        let configuration = candidate.configuration
        if let places = configuration.maps.database { print("map database: \(places.summary)") }
        var isGood = trial.faults.isEmpty
        do throws(JournalOpenFailure) {
            let journal = JournalInspection(configuration)
            if try journal.check() { print("journal: sound") }
            for line in try journal.unreadableRows() { print("warning: journal: \(line)") }
            for difference in try journal.differences() {
                print("warning: services/\(difference.service).yaml: \(difference.advice)")
            }
        } catch {
            isGood = false
            print("error: \(error)")
        }
        print(
            "\(configuration.connectors.count) connectors, \(configuration.services.count) services, \(configuration.keys.count) keys"
        )
        guard isGood else { throw ExitCode.configuration }
        print("the configuration is good")
    }
}
