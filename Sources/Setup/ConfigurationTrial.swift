internal import AddressBooks
internal import CallModel
internal import ServerTLS
internal import Waiting
package import YAMLReader

/// A configuration tried out whole: read, built, its address books loaded, and nothing of it in force.
///
/// It finds all that would stop or weaken a start. `callcard check` shows that and fails for the faults; a reload puts the
/// configuration into force, or is refused for the same faults. What only a start meets is not tried: the port, and the journal's
/// soundness.
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
        let made = await BackgroundThreads.aside { Self.make(path, environment, builder, kept) }
        switch made {
        case .failure(let failure):
            (self.candidate, self.faults, self.warnings) = (nil, failure.problems, [])
        case .success(let candidate):
            let (faults, warnings) = (YAMLProblems(), YAMLProblems())
            for found in candidate.configuration.warnings + candidate.built.warnings {
                (found.failsCheck ? faults : warnings).add(found.problem)
            }
            if let tls = candidate.configuration.tls, !tls.areUsable { faults.add(Configuration.tlsFault) }
            for fault in reserve(candidate) { faults.add(fault) }
            for fault in await Self.loadBooks(candidate, keeping: kept) { faults.add(fault) }
            for book in candidate.built.parts.books {
                for warning in book.status.warnings {
                    warnings.add(candidate.configuration.problem(with: book.id, "book \(book.id): \(warning)"))
                }
            }
            (self.candidate, self.faults, self.warnings) = (candidate, faults.all, warnings.all)
        }
    }

    private static func make(
        _ path: String, _ environment: ConfigurationReader.Environment, _ builder: RuntimeConfigurationBuilder,
        _ kept: SupervisedParts
    ) -> Result<Candidate, ConfigurationFailure> {
        Result { () throws(ConfigurationFailure) in
            let configuration = try builder.reader(of: path, environment).read()
            return Candidate(configuration: configuration, built: builder.build(configuration, keeping: kept))
        }
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
