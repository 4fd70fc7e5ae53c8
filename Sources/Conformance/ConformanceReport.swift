/// What came out of trying one connector's folder.
package struct ConformanceReport: Sendable {
    /// The folder as it was named.
    package let folder: String
    /// In the order in which they were made.
    package let checks: [Check]
    /// What works but should be otherwise; nothing that fails.
    package let advice: [String]

    /// Whether nothing is wrong.
    package var isPassed: Bool { self.checks.allSatisfy(\.problems.isEmpty) }

    /// One thing that was looked at.
    package struct Check: Hashable, Sendable {
        /// `manifest`, `fixture found`, `fault 429` …
        package let name: String
        /// What is wrong, for the connector's writer; empty where all is well.
        ///
        /// Fixtures hold invented people only, so their content may be shown.
        package let problems: [String]

        init(_ name: String, _ problems: [String]) {
            self.name = name
            self.problems = problems
        }
    }
}
