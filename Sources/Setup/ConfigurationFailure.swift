public import YAMLReader

/// A configuration that can't be used, with all that is wrong with it.
public struct ConfigurationFailure: Error, Sendable {
    /// By file and line; not empty.
    public let problems: [YAMLProblem]
}
