public import SettingsFields

/// Puts changed settings of a service into force.
public protocol SettingsUpdater: Sendable {
    /// Replaces a service's settings in one step: journaled, then in force.
    ///
    /// - Parameters:
    ///   - isExpected: Whether the settings in force are those that the change was made from.
    ///   - changedBy: A user or a credential's id.
    /// - Throws: Why nothing was changed.
    func replace(
        _ settings: WrittenSettings, changedBy: String, if isExpected: @escaping @Sendable (WrittenSettings) -> Bool
    ) async throws(SettingsUpdateError)
}

/// Why settings were not replaced.
public enum SettingsUpdateError: Error, Hashable, Sendable {
    /// The service is not there any more.
    case unknown
    /// Somebody else has changed them meanwhile.
    case changed
    /// The journal can't be written at the moment.
    case journal
}
