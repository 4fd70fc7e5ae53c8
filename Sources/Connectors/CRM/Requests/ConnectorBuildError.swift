/// Why a connector can't be made of a manifest and settings. Holds no value of a setting.
public struct ConnectorBuildError: Error, Hashable, Sendable {
    /// The part of the manifest, such as `requests[0].body`.
    public let part: String
    public let reason: String

    init(part: String, reason: String) {
        self.part = part
        self.reason = reason
    }
}

extension ConnectorBuildError: CustomStringConvertible {
    /// `requests[0].body: …`
    public var description: String { "\(self.part): \(self.reason)" }
}
