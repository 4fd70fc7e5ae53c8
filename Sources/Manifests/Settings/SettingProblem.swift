/// Something wrong with the settings of one connector. The message names the setting and never holds its value.
package struct SettingProblem: Error, Hashable, Sendable {
    /// The setting's name; `nil` where it concerns the connector as a whole.
    package let setting: String?
    /// What is wrong and what to do about it.
    package let message: String

    package init(setting: String?, message: String) {
        self.setting = setting
        self.message = message
    }
}

/// All that is wrong with the settings of one connector.
package struct SettingProblems: Error, Hashable, Sendable {
    /// In the manifest's order; at least one.
    package let all: [SettingProblem]
}
