internal import AddressBooks
internal import CallModel
package import ConfigurationFile
internal import Waiting
package import YAMLReader

/// A configuration tried out whole: read, built, its address books loaded, and nothing of it in force.
///
/// It finds all that would stop or weaken a start. `callcard check` shows that and fails for the faults; a reload puts the
/// configuration into force, or is refused for the same faults. What only a start meets is not tried: the port, and the journal's
/// soundness. ``ConfigurationCheck`` adds these.
package struct ConfigurationTrial: Sendable {
    /// A configuration that can be read, with what was built of it.
    package struct Candidate: Sendable {
        /// The configuration as it was read.
        package let configuration: Configuration
        /// The runtime configuration that was built of it, address books loaded.
        package let built: RuntimeConfigurationBuilder.Built
    }

    /// `nil` where a start would stop.
    package let candidate: Candidate?
    /// The faults that would stop a start, or take a part out of it; by file and line.
    package let faults: [YAMLProblem]
    /// The weaknesses with which a start works all the same; by file and line.
    package let warnings: [YAMLProblem]
    /// The configuration as far as it could be read, with or without faults.
    let configuration: Configuration

    /// Tries out the configuration at `path`.
    ///
    /// - Parameters:
    ///   - kept: The parts in force. An address book among them that the configuration leaves as it is stands, whatever has become of
    ///     its file; it is not loaded again.
    ///   - reserve: Reserves what the configuration needs for itself alone, before address books are loaded; returns further faults.
    package init(
        path: String, environment: ConfigurationReader.Environment, builder: RuntimeConfigurationBuilder,
        keeping kept: SupervisedParts = .init(), reserve: (Candidate) -> [YAMLProblem] = { _ in [] }
    ) async {
        // Reading and building wait for files, and for jq programs to be compiled.
        let (candidate, problems) = await BackgroundThreads.aside { Self.make(path, environment, builder, kept) }
        let (faults, warnings) = (YAMLProblems(), YAMLProblems())
        problems.forEach(faults.add)
        for found in candidate.configuration.warnings + candidate.built.warnings {
            (found.failsCheck ? faults : warnings).add(found.problem)
        }
        if let fault = candidate.configuration.certificateFault { faults.add(fault) }
        // What can't be started needs nothing.
        if problems.isEmpty { for fault in reserve(candidate) { faults.add(fault) } }
        for fault in await Self.loadBooks(candidate, keeping: kept) { faults.add(fault) }
        for book in candidate.built.parts.books {
            for warning in book.status.warnings {
                warnings.add(candidate.configuration.problem(with: book.id, "book \(book.id): \(warning)"))
            }
        }
        self.candidate = problems.isEmpty ? candidate : nil
        (self.faults, self.warnings, self.configuration) = (faults.all, warnings.all, candidate.configuration)
    }

    /// Reads and builds what can be read and built.
    private static func make(
        _ path: String, _ environment: ConfigurationReader.Environment, _ builder: RuntimeConfigurationBuilder,
        _ kept: SupervisedParts
    ) -> (Candidate, [YAMLProblem]) {
        let reader = builder.reader(of: path, environment)
        let configuration = reader.readAll()
        let problems = YAMLProblems()
        reader.problems.all.forEach(problems.add)
        let built = builder.build(configuration, keeping: kept)
        built.faults.forEach(problems.add)
        if !problems.isEmpty { reader.programProblems(configuration).forEach(problems.add) }
        return (Candidate(configuration: configuration, built: built), problems.all)
    }

    /// Loads the address books that are new; what can't be loaded is a fault at the book's place in the configuration.
    private static func loadBooks(_ candidate: Candidate, keeping kept: SupervisedParts) async -> [YAMLProblem] {
        let parts = candidate.built.parts
        // A book that goes leaves its file whole, before another book reads it.
        for book in kept.apiBooks where !parts.apiBooks.contains(where: { $0 === book }) { await book.save() }
        var problems: [YAMLProblem] = []
        await parts.loadBooks(except: kept) { book, error in
            problems.append(candidate.configuration.problem(with: book, "book \(book): \(error)"))
        }
        return problems
    }
}
