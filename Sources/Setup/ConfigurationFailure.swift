public import YAMLReader

/// A configuration that can't be used, with all that is wrong with it.
public struct ConfigurationFailure: Error, Sendable {
    /// What would weaken a start is among it. By file and line; not empty.
    public let problems: [YAMLProblem]
}
