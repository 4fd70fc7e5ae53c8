/// A value that the operator sets for one installation of a manifest.
package struct ManifestSetting: Hashable, Sendable {
    /// A ``SettingName``; `{settings.name}` in a template means this setting.
    package let name: String
    /// The meaning of the setting, and the place where the operator finds its value.
    package let summary: String
    /// Whether its value must not be seen. Secrets may stand in `auth` and `headers` only.
    package let isSecret: Bool
    /// Whether the operator must set it.
    package let isRequired: Bool
    /// Used where the operator sets nothing; `nil` leaves the setting without a value.
    package let defaultValue: String?
    /// A value such as an operator might set; fixtures use it.
    package let example: String?

    /// The setting that holds the CRM's address; a manifest's relative URLs begin there.
    package static let baseURL = "baseURL"
    /// The setting that holds the URL by which a flow is started.
    package static let triggerURL = "triggerURL"
}

/// The rule for names of settings and of kept values: a letter, then letters and digits, at most 64, ASCII.
enum SettingName {
    /// Whether `name` keeps the rule.
    static func isValid(_ name: some StringProtocol) -> Bool {
        let bytes = name.utf8
        guard let first = bytes.first, self.isLetter(first), bytes.count <= 64 else { return false }
        return bytes.allSatisfy(self.isNameByte)
    }

    /// Whether a name may go on with `byte`.
    static func isNameByte(_ byte: UInt8) -> Bool { self.isLetter(byte) || (0x30...0x39).contains(byte) }

    private static func isLetter(_ byte: UInt8) -> Bool { (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) }
}
