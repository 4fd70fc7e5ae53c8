internal import AddressBooks
internal import CallModel
package import ConfigurationFile
internal import OutboundHTTP
internal import Places
internal import SettingsFields
internal import Waiting
package import YAMLReader

/// All that `callcard check` has to say of a configuration: what a reload would be refused for, what the whole of it shows
/// (``ConfigurationReview``), and what only a start meets: the journal, the port, the names of other hosts.
package struct ConfigurationCheck: Sendable {
    /// What stops a start, takes a part out of it, or can't work; by file and line.
    package let errors: [YAMLProblem]
    /// What works and may not be meant, or may not work for long; by file and line.
    package let warnings: [YAMLProblem]
    /// What there is, in a fixed order; empty where a start would stop.
    package let facts: [String]

    /// Checks the configuration at `path`; a server may run with it. It takes a second or two, more with a large journal.
    package init(path: String, environment: ConfigurationReader.Environment, dependencies: Dependencies) async {
        let builder = RuntimeConfigurationBuilder(dependencies: dependencies)
        let trial = await ConfigurationTrial(path: path, environment: environment, builder: builder)
        let configuration = trial.configuration
        let (errors, warnings) = (YAMLProblems(), YAMLProblems())
        trial.faults.forEach(errors.add)
        trial.warnings.forEach(warnings.add)
        var facts = trial.candidate.map(Self.facts) ?? []
        if configuration.isRead {
            let inspection = await BackgroundThreads.aside { JournalResult(configuration) }
            inspection.faults.forEach(errors.add)
            (inspection.unreadable + inspection.differences).forEach(warnings.add)
            if inspection.isSound { facts.append("journal: sound") }
            var found = configuration.review.judged(by: dependencies.numbers, inForce: inspection.inForce)
            if let age = configuration.certificateAge(at: dependencies.time.wallNow()) { found.append(age) }
            found += await configuration.review.resolved(by: dependencies.callbacks)
            if !trial.faults.contains(where: { $0.path == "listen" }) {
                found += await BackgroundThreads.aside { configuration.listenWarning }.map { [$0] } ?? []
            }
            for finding in found { (finding.failsCheck ? errors : warnings).add(finding.problem) }
        }
        if let candidate = trial.candidate { facts.append(Self.sum(of: candidate.configuration)) }
        (self.errors, self.warnings, self.facts) = (errors.all, warnings.all, facts)
    }

    private static func facts(of candidate: ConfigurationTrial.Candidate) -> [String] {
        let parts = candidate.built.parts
        let files = parts.books.filter { $0.status.problem == nil }.map { book in
            "book \(book.id): \(book.status.contacts) contacts, \(book.status.numbers) numbers"
        }
        let filled = parts.apiBooks.filter { $0.options.path != nil && $0.problem == nil }.map { book in
            "book \(book.id): \(book.contactCount) contacts, filled by flows"
        }
        let places = parts.places.map { ["map database: \($0.summary)"] } ?? []
        let journal = candidate.configuration.journal == nil ? ["no journal: calls and settings are in memory only"] : []
        return files + filled + places + journal
    }

    private static func sum(of configuration: Configuration) -> String {
        let (connectors, services) = (configuration.connectors.count, configuration.services.count)
        return "\(connectors) connectors, \(services) services, \(configuration.keys.count) keys"
    }
}

/// What an inspection of the journal comes to.
private struct JournalResult: Sendable {
    /// Whether there is one, without damage.
    var isSound = false
    var faults: [YAMLProblem] = []
    /// Rows that a server leaves out.
    var unreadable: [YAMLProblem] = []
    /// Where settings in force differ from services' files.
    var differences: [YAMLProblem] = []
    /// The settings that count in place of files'; `nil` where they can't be read.
    var inForce: [WrittenSettings]?

    init(_ configuration: Configuration) {
        let inspection = JournalInspection(configuration)
        do throws(JournalOpenFailure) {
            self.isSound = try inspection.check()
            self.unreadable = try inspection.unreadableRows().map { YAMLProblem(file: "journal", message: $0) }
            self.inForce = try inspection.inForce()
            self.differences = try inspection.differences().map { difference in
                YAMLProblem(file: "services/\(difference.service).yaml", message: difference.advice)
            }
        } catch {
            let place = configuration.problem(at: "journal", "")
            // Where there is no journal yet, files count.
            self.inForce = try? inspection.inForce()
            self.faults = [YAMLProblem(file: place.file, line: place.line, column: place.column, message: "\(error)")]
        }
    }
}

extension ConfigurationReview {
    /// What is wrong with the addresses that will be called, asked of the machine's resolver, all at once.
    func resolved(by check: any DestinationCheck) async -> [Configuration.Warning] {
        await withTaskGroup { group in
            for destination in self.destinations where !destination.value.isBlockedAddress {
                group.addTask { await destination.warning(check) }
            }
            return await group.reduce(into: []) { found, warning in warning.map { found.append($0) } }
        }
    }
}

extension ConfigurationReview.Mention<ConfigurationReview.Destination> {
    fileprivate func warning(_ check: any DestinationCheck) async -> Configuration.Warning? {
        do throws(TransportError) {
            try await check.check(self.value.url, for: self.value.policy)
            return nil
        } catch {
            if error == .blockedDestination {
                return .init(problem: self.place.saying(ConfigurationReview.Destination.blocked), failsCheck: true)
            }
            guard error == .dns || error == .timeout else { return nil }
            let message = "its host name leads nowhere from here, or not within a second; is it right, and does DNS work here?"
            return .init(problem: self.place.saying(message), failsCheck: false)
        }
    }
}
