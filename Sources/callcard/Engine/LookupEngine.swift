import AddressBooks
import ArgumentParser
import CallModel
import Application
import Enrichment
import Setup

/// An engine for lookups from the command line, without a server.
struct LookupEngine {
    let numbers: any NumberParser
    let plan: LookupPlan
    let region: Region?
    private let enricher: Enricher
    private let time: any TimeSource

    /// Over address book files alone.
    init(books paths: [String], region: Region?) async throws {
        let numbers = try DefaultDependencies.numbers()
        let time = SystemTime()
        var sources: [GuardedConnector] = []
        for (position, path) in paths.enumerated() {
            let book = AddressBook(BookFiles.options(path, at: position, region: region), numbers: numbers, time: time)
            do throws(AddressBookError) {
                try await book.load { Terminal.progress("reading: \($0)") }
                Terminal.endProgress()
            } catch {
                Terminal.endProgress()
                Terminal.error("\(path): \(error)")
                throw ExitCode.noInput
            }
            sources.append(GuardedConnector(book))
        }
        self.init(numbers: numbers, plan: LookupPlan(connectors: sources), region: region, time: time)
    }

    /// Over all that a configuration has.
    init(_ configuration: Configuration, service: String?) async throws {
        let tools = try DefaultDependencies.make()
        let built = RuntimeConfigurationBuilder(tools: tools).build(configuration)
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
        var plan = LookupPlan(connectors: built.site.connectors)
        if let service {
            guard let found = built.site.service(service, in: .all) else {
                Terminal.error(
                    "there is no service of that id; there are: \(built.site.services.keys.sorted().joined(separator: ", "))")
                throw ExitCode.dataError
            }
            plan = found.plan
        }
        self.init(numbers: tools.numbers, plan: plan, region: configuration.region, time: tools.time)
    }

    private init(numbers: any NumberParser, plan: LookupPlan, region: Region?, time: any TimeSource) {
        self.numbers = numbers
        self.plan = plan
        self.region = region
        self.time = time
        self.enricher = Enricher(time: time)
    }

    /// `nil` cannot happen with one lookup at a time; it stands for overload.
    func answer(_ number: CallerNumber, deadline: Duration, explains: Bool) async -> LookupAnswer? {
        let now = self.time.monotonicNow()
        let request = LookupRequest(
            number: number, plan: self.plan, receivedAt: now, deadline: now + deadline, explains: explains)
        return try? await self.enricher.lookUp(request)
    }
}
