import CallModel

/// Fills the settings of one installation into texts of a manifest.
package struct SettingFiller {
    package let settings: ConnectorSettings

    package init(settings: ConnectorSettings) {
        self.settings = settings
    }

    /// - Parameters:
    ///   - part: What the error calls the text.
    ///   - token: Put in for `{token}`.
    /// - Throws: Where a setting has no value.
    package func fill(_ text: SettingText, part: String, token: String = "") throws(ConnectorBuildError) -> String {
        guard let filled = text.filled(token: token, self.settings.value) else {
            throw ConnectorBuildError(part: part, reason: "needs the settings \(text.settingNames.joined(separator: ", "))")
        }
        return filled
    }

    /// As ``fill(_:part:token:)``, for the value of a header.
    ///
    /// - Throws: Also where it holds what no header may.
    package func header(_ text: SettingText, part: String, prefix: String = "", token: String = "") throws(ConnectorBuildError)
        -> String
    {
        let value = prefix + (try self.fill(text, part: part, token: token))
        guard HeaderRule.isValue(value) else {
            throw ConnectorBuildError(part: part, reason: "a header holds visible ASCII characters and inner spaces only")
        }
        return value
    }
}
