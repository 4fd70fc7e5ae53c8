internal import CallModel
internal import StrictJSON

/// A service's settings as a document has them, with all that is wrong in it.
public struct SettingsReading: Sendable {
    /// What could be read; what can't be used is left out.
    public let settings: WrittenSettings
    public let faults: [SettingsFault]

    /// Reads a document.
    ///
    /// - Parameters:
    ///   - id: The service's.
    ///   - rules: What the configuration allows. Without them only what no configuration could make good is a fault: settings that
    ///     were good once stay in force when the configuration around them changes.
    public init(_ document: SettingsValue, id: String, rules: SettingsRules? = nil) {
        var faults = FaultCollector()
        let read = ServiceSettings.fields.read(document, into: ServiceSettings(id: id, displayName: id), &faults)
        self.settings = WrittenSettings(
            members: read?.written ?? JSONObject(), filled: read?.value ?? ServiceSettings(id: id, displayName: id))
        rules?.check(document, self.settings.filled, &faults)
        self.faults = faults.faults
    }
}
