package import CallModel

/// What the configuration says of one setting. Whoever reads the configuration has already fetched secrets from their file
/// or environment variable.
package enum SettingValue: Sendable, Redacted {
    /// As it stands in the configuration.
    case literal(String)
    /// From a file or the environment.
    case secret(Sensitive<String>)
}
