/// What came out of trying one connector's folder.
public struct ConformanceReport: Sendable {
    /// The folder as it was named.
    public let folder: String
    /// In the order in which they were made.
    public let checks: [Check]
    /// What works but should be otherwise; nothing that fails.
    public let advice: [String]

    /// Whether nothing is wrong.
    public var isPassed: Bool { self.checks.allSatisfy(\.problems.isEmpty) }

    /// One thing that was looked at.
    public struct Check: Hashable, Sendable {
        /// `manifest`, `fixture found`, `fault 429` …
        public let name: String
        /// What is wrong, for the connector's writer; empty where all is well.
        ///
        /// Fixtures hold invented people only, so their content may be shown.
        public let problems: [String]

        init(_ name: String, _ problems: [String]) {
            self.name = name
            self.problems = problems
        }
    }
}
