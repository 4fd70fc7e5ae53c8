import ArgumentParser
import CallModel
import CallcardServer
import Connectors
import Logging
import Places
import Setup

struct Check: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Check the configuration: all that would stop or weaken a start, with file and line.")

    @Option(name: .long, help: "The configuration file.")
    var config = Surroundings.defaultConfiguration

    func run() async throws {
        let tools = try Toolbox.make()
        var surroundings = Surroundings.reader
        surroundings.compiler = tools.queries
        let configuration: Configuration
        do throws(ConfigurationFailure) {
            configuration = try ConfigurationReader(path: self.config, surroundings: surroundings).read()
        } catch {
            Terminal.complain(of: error)
            throw ExitCode.configuration
        }
        let built = SiteBuilder(tools: tools).build(configuration)
        let warnings = configuration.warnings + built.warnings
        for warning in warnings {
            print("\(warning.failsCheck ? "error" : "warning"): \(warning.problem)")
        }
        var isGood = !warnings.contains(where: \.failsCheck)
        for book in built.books {
            do throws(AddressBookError) {
                let statistics = try await book.load()
                print("book \(book.id): \(statistics.contacts) contacts, \(statistics.numbers) numbers")
            } catch {
                isGood = false
                print("error: book \(book.id): \(error)")
            }
        }
        for book in built.fedBooks where book.options.path != nil {
            do throws(AddressBookError) {
                try await book.load()
                print("book \(book.id): \(book.contactCount) contacts, filled by flows")
            } catch {
                isGood = false
                print("error: book \(book.id): \(error)")
            }
        }
        if let places = configuration.maps.database { print("map database: \(places.summary)") }
        do throws(JournalOpenFailure) {
            if try CallRoom.check(configuration) { print("journal: sound") }
            for difference in try CallRoom.differences(configuration) {
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
