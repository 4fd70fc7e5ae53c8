internal import CallModel
internal import Manifests
internal import OutboundHTTP

extension ConfigurationReview.Destination {
    /// The message on an address that may not be reached.
    package static let blocked =
        "leads to this machine or a network of your own, which allow does not hold: no call would go there; name its block, such as allow: [\"10.0.0.0/8\"]"

    /// Whether the URL names an address, not a host, and one that may not be reached.
    package var isBlockedAddress: Bool {
        guard let origin = WebOrigin(self.url) else { return false }
        let isBracketed = origin.host.hasPrefix("[") && origin.host.hasSuffix("]")
        let host = isBracketed ? String(origin.host.dropFirst().dropLast()) : origin.host
        return IPAddress.bytes(host).map { !self.policy.permits($0) } ?? false
    }
}
