import AddressBooks
import Application
import ArgumentParser
import CallModel
import ConfigurationFile
import Enrichment
import Setup

/// An engine for lookups from the command line, without a server.
struct LookupEngine {
    let numbers: any NumberParser
    /// The connectors that are asked, and how links are made.
    let plan: LookupPlan
    /// The configuration's region.
    let region: Region?
    private let enricher: Enricher
    private let time: any TimeSource

    /// An engine over address book files alone.
    ///
    /// - Parameter reading: How the files are read.
    init(books paths: [String], region: Region?, reading: BookArguments) async throws {
        let numbers = try CommandEnvironment.numbers()
        let time = SystemTime()
        var connectors: [GuardedConnector] = []
        for (position, path) in paths.enumerated() {
            var options = AddressBookOptions(file: path, at: position, region: region)
            try reading.apply(to: &options)
            let book = AddressBook(options, numbers: numbers, time: time)
            do throws(AddressBookError) {
                let statistics = try await book.load { Terminal.progress("reading: \($0)") }
                Terminal.endProgress()
                for warning in statistics.warnings { Terminal.error("warning: \(path): \(warning)") }
            } catch {
                Terminal.endProgress()
                Terminal.error("\(path): \(error)")
                throw ExitCode.noInput
            }
            connectors.append(GuardedConnector(book))
        }
        self.init(numbers: numbers, plan: LookupPlan(connectors: connectors), region: region, time: time)
    }

    /// An engine over the connectors of a configuration, or of one of its services.
    init(_ configuration: Configuration, service: String?) async throws {
        let dependencies = try CommandEnvironment.dependencies()
        let built = RuntimeConfigurationBuilder(dependencies: dependencies).build(configuration)
        guard built.faults.isEmpty else { throw ConfigurationFailure(problems: built.faults) }
        for warning in configuration.warnings + built.warnings { Terminal.error("warning: \(warning.problem)") }
        for book in built.parts.books {
            do throws(AddressBookError) {
                try await book.load { Terminal.progress("reading: \($0)") }
                Terminal.endProgress()
            } catch {
                Terminal.endProgress()
                Terminal.error("warning: book \(book.id): \(error)")
            }
        }
        var plan = LookupPlan(connectors: built.runtime.connectors)
        if let service {
            guard let found = built.runtime.service(service, in: .all) else {
                Terminal.error(
                    "there is no service of that id; there are: \(built.runtime.services.keys.sorted().joined(separator: ", "))")
                throw ExitCode.dataError
            }
            plan = found.plan
        }
        self.init(numbers: dependencies.numbers, plan: plan, region: configuration.region, time: dependencies.time)
    }

    private init(numbers: any NumberParser, plan: LookupPlan, region: Region?, time: any TimeSource) {
        self.numbers = numbers
        self.plan = plan
        self.region = region
        self.time = time
        self.enricher = Enricher(time: time)
    }

    /// `nil` cannot happen with one lookup at a time; it stands for overload.
    func answer(_ numbers: NumberReadings, region: Region?, deadline: Duration, explains: Bool) async -> LookupAnswer? {
        let now = self.time.monotonicNow()
        let request = LookupRequest(
            number: numbers.first, second: numbers.second, region: region, plan: self.plan, audience: .all, receivedAt: now,
            deadline: now + deadline, explains: explains)
        return try? await self.enricher.lookUp(request)
    }
}
