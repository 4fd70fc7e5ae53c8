package import CallModel
import FoundationEssentials
import Manifests
import Waiting
import YAMLReader

/// Tries a connector's folder without any network: what `callcard connector test` runs, and a test over all our connectors.
///
/// It looks at the manifest, the README, each fixture, and at how the connector takes the faults that every CRM has.
package struct ConnectorConformance: Sendable {
    let compiler: any JSONQueryCompiler
    let parser: any NumberParser
    let indexer: any NumberIndexer

    /// - Parameters:
    ///   - compiler: The jq that connectors run with.
    ///   - parser: Reads the numbers of fixtures.
    ///   - indexer: Compares the numbers of records.
    package init(compiler: any JSONQueryCompiler, parser: any NumberParser, indexer: any NumberIndexer) {
        self.compiler = CachingCompiler(compiler)
        self.parser = parser
        self.indexer = indexer
    }

    /// The sentence that the README of a connector must hold until somebody has tried it with the vendor's system.
    package static let readmeSentence = "Written from the vendor's public reference, not yet run against a live account."
    /// How the sentence begins that stands there instead once somebody has; with what it was run against, and when or where.
    package static let readmeTried = "Run against "
    /// Headings that the README must have: what the credentials must be allowed to do, and what a lookup costs of the vendor's
    /// quota.
    package static let readmeHeadings = ["## Rights", "## Cost"]

    /// Checks all that lies in `folder`, a connector's own.
    package func check(folder: String) async -> ConformanceReport {
        let problems = YAMLProblems()
        let manifest = ManifestFolders.read(folder: folder, problems: problems, compiler: self.compiler)
        var checks = [
            ConformanceReport.Check("manifest", problems.all.map(\.description)),
            ConformanceReport.Check("README", Self.readmeProblems(ManifestFolders.text(of: folder + "/README.md"))),
        ]
        var advice: [String] = []
        if let manifest {
            advice += [manifest.auth.advice].compactMap(\.self)
            let reading = YAMLProblems()
            let fixtures = self.fixtures(in: folder, problems: reading)
            checks.append(
                ConformanceReport.Check(
                    "fixtures", reading.all.map(\.description) + Self.missingKinds(fixtures, of: manifest.kind)))
            let trial = ConnectorTrial(manifest: manifest, conformance: self)
            for fixture in fixtures { checks.append(await trial.check(fixture)) }
            if let hit = fixtures.first(where: { !$0.expected.findings.isEmpty }) { checks += await trial.checkFaults(hit) }
        }
        return ConformanceReport(folder: folder, checks: checks, advice: advice)
    }

    /// The fixtures of a connector's folder, by file name.
    private func fixtures(in folder: String, problems: YAMLProblems) -> [Fixture] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder + "/fixtures")) ?? []
        let reader = FixtureReader(parser: self.parser, problems: problems)
        return names.sorted().filter { $0.hasSuffix(".yaml") }.compactMap { name in
            let file = folder + "/fixtures/" + name
            guard let text = ManifestFolders.text(of: file) else {
                problems.add(YAMLProblem(file: file, message: "can't be read, or is no UTF-8"))
                return nil
            }
            return reader.read(text, file: file, name: String(name.dropLast(5)))
        }
    }

    /// Kinds of fixtures that a connector must have and has not.
    private static func missingKinds(_ fixtures: [Fixture], of kind: ConnectorManifest.Kind) -> [String] {
        var problems: [String] = []
        if !fixtures.contains(where: { $0.expected.findings.count == 1 }) { problems.append("none of them finds one caller") }
        // A flow says who calls, and not who may.
        if kind == .crm, !fixtures.contains(where: { $0.expected.findings.count > 1 }) {
            problems.append("none of them finds several callers")
        }
        if !fixtures.contains(where: { $0.expected.findings.isEmpty && $0.expected.error == nil }) {
            problems.append("none of them finds nobody")
        }
        return problems
    }

    /// The parts that the README lacks.
    private static func readmeProblems(_ text: String?) -> [String] {
        guard let text else { return ["there is no README.md"] }
        let joined = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        var problems: [String] = []
        let lines = text.split(whereSeparator: \.isNewline)
        if !joined.contains(Self.readmeSentence), !lines.contains(where: { $0.hasPrefix(Self.readmeTried) }) {
            problems.append("it lacks the sentence: \(Self.readmeSentence) Or, once it was run: \(Self.readmeTried)…")
        }
        for heading in Self.readmeHeadings where !lines.contains(where: { $0 == heading }) {
            problems.append("it lacks the heading \(heading)")
        }
        return problems
    }
}

/// The checks of one connector's folder and what they found.
package struct ConformanceReport: Sendable {
    /// The folder as it was named.
    package let folder: String
    /// All checks, in the order in which they were made.
    package let checks: [Check]
    /// Advice on parts that work but should be otherwise; nothing that fails.
    package let advice: [String]

    /// Whether nothing is wrong.
    package var isPassed: Bool { self.checks.allSatisfy(\.problems.isEmpty) }

    /// One thing that was looked at.
    package struct Check: Hashable, Sendable {
        /// `manifest`, `fixture found`, `fault 429` …
        package let name: String
        /// The faults, in words for the connector's writer; empty where all is well.
        ///
        /// Fixtures hold invented people only, so their content may be shown.
        package let problems: [String]

        init(_ name: String, _ problems: [String]) {
            self.name = name
            self.problems = problems
        }
    }
}

/// Compiles each program once, however often it is asked for: a trial makes dozens of connectors of one manifest, and compiling
/// takes some 40 ms a program.
package final class CachingCompiler: JSONQueryCompiler {
    private let compiler: any JSONQueryCompiler
    private let compiled = Lock<[String: any JSONQuery]>([:])

    /// - Parameter compiler: Compiles what is not known yet.
    package init(_ compiler: any JSONQueryCompiler) {
        self.compiler = compiler
    }

    /// The program as it was compiled before, else compiled now; `name` counts only then.
    package func compile(_ program: String, name: String) throws(JSONQueryError) -> any JSONQuery {
        if let query = self.compiled.withLock({ $0[program] }) { return query }
        let query = try self.compiler.compile(program, name: name)
        self.compiled.withLock { $0[program] = query }
        return query
    }
}
