/// Why a connector can't be made of a manifest and settings. Holds no value of a setting.
package struct ConnectorBuildError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The part of the manifest, such as `requests[0].body`.
    package let part: String
    /// What is wrong with it, for the operator.
    package let reason: String

    /// Names the part at fault and the reason.
    package init(part: String, reason: String) {
        self.part = part
        self.reason = reason
    }

    /// `requests[0].body: …`
    package var description: String { "\(self.part): \(self.reason)" }
}
