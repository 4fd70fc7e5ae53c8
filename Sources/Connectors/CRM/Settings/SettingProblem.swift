/// Something wrong with the settings of one connector. The message names the setting and never holds its value.
public struct SettingProblem: Error, Hashable, Sendable {
    /// The setting's name; `nil` where it concerns the connector as a whole.
    public let setting: String?
    /// What is wrong and what to do about it.
    public let message: String

    public init(setting: String?, message: String) {
        self.setting = setting
        self.message = message
    }
}

/// All that is wrong with the settings of one connector.
public struct SettingProblems: Error, Hashable, Sendable {
    /// In the manifest's order; at least one.
    public let all: [SettingProblem]
}
