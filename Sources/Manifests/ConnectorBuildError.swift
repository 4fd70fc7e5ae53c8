/// Why a connector can't be made of a manifest and settings. Holds no value of a setting.
package struct ConnectorBuildError: Error, Hashable, Sendable {
    /// The part of the manifest, such as `requests[0].body`.
    package let part: String
    package let reason: String

    package init(part: String, reason: String) {
        self.part = part
        self.reason = reason
    }
}

extension ConnectorBuildError: CustomStringConvertible {
    /// `requests[0].body: …`
    package var description: String { "\(self.part): \(self.reason)" }
}
