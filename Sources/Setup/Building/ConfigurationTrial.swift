internal import AddressBooks
internal import CallModel
internal import Waiting
public import YAMLReader

/// A configuration tried out whole: read, built, its address books loaded, and nothing of it in force.
///
/// It finds all that would stop or weaken a start. `callcard check` shows that and fails for the faults; a reload takes the
/// configuration, or is refused for the same faults. What only a start meets is not tried: the port, and the journal's soundness.
public struct ConfigurationTrial: Sendable {
    /// A configuration that can be read, with what was made of it.
    public struct Candidate: Sendable {
        public let configuration: Configuration
        public let built: RuntimeConfigurationBuilder.Built
    }

    /// `nil` where a start would stop.
    public let candidate: Candidate?
    /// What would stop a start, or take a part out of it; by file and line.
    public let faults: [YAMLProblem]
    /// What the operator should know of, and what works all the same.
    public let warnings: [YAMLProblem]

    /// Tries out the configuration at `path`.
    ///
    /// - Parameter kept: What is in force. An address book of it that the configuration leaves as it is stands, whatever has become
    ///   of its file; it is not loaded again.
    public init(
        path: String, surroundings: ConfigurationReader.Surroundings, builder: RuntimeConfigurationBuilder,
        keeping kept: RuntimeConfigurationBuilder.Parts = .init()
    ) async {
        // Reading and building wait for files, and for jq programs to be compiled.
        let made = await BackgroundThreads.aside { Self.make(path, surroundings, builder, kept) }
        switch made {
        case .failure(let failure):
            (self.candidate, self.faults, self.warnings) = (nil, failure.problems, [])
        case .success(let candidate):
            let (faults, warnings) = (YAMLProblems(), YAMLProblems())
            for found in candidate.configuration.warnings + candidate.built.warnings {
                (found.failsCheck ? faults : warnings).add(found.problem)
            }
            if let fault = candidate.configuration.tls?.fault { faults.add(fault) }
            for fault in await Self.load(candidate, keeping: kept) { faults.add(fault) }
            (self.candidate, self.faults, self.warnings) = (candidate, faults.all, warnings.all)
        }
    }

    private static func make(
        _ path: String, _ surroundings: ConfigurationReader.Surroundings, _ builder: RuntimeConfigurationBuilder,
        _ kept: RuntimeConfigurationBuilder.Parts
    ) -> Result<Candidate, ConfigurationFailure> {
        Result { () throws(ConfigurationFailure) in
            let configuration = try builder.reader(of: path, surroundings).read()
            return Candidate(configuration: configuration, built: builder.build(configuration, keeping: kept))
        }
    }

    /// Loads the address books that are new, all at once.
    private static func load(_ candidate: Candidate, keeping kept: RuntimeConfigurationBuilder.Parts) async -> [YAMLProblem] {
        let parts = candidate.built.parts
        // What goes leaves its file whole, before another book reads it.
        for book in kept.fedBooks where !parts.fedBooks.contains(where: { $0 === book }) { await book.save() }
        return await withTaskGroup { group in
            for book in parts.books where !kept.books.contains(where: { $0 === book }) {
                group.addTask {
                    await Self.fault(of: book.id, candidate) { () throws(AddressBookError) in _ = try await book.load() }
                }
            }
            for book in parts.fedBooks where !kept.fedBooks.contains(where: { $0 === book }) {
                group.addTask {
                    await Self.fault(of: book.id, candidate) { () throws(AddressBookError) in try await book.load() }
                }
            }
            return await group.reduce(into: []) { faults, fault in if let fault { faults.append(fault) } }
        }
    }

    private static func fault(
        of book: ConnectorID, _ candidate: Candidate, _ load: () async throws(AddressBookError) -> Void
    ) async -> YAMLProblem? {
        do throws(AddressBookError) {
            try await load()
            return nil
        } catch {
            return candidate.configuration.problem(with: book, "book \(book): \(error)")
        }
    }
}
