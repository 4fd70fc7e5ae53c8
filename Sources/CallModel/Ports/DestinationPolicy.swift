/// Where a call may go. Public addresses over https are always allowed, anything else only by the operator's word.
public struct DestinationPolicy: Hashable, Sendable {
    /// Blocks of loopback, private, link-local and other special addresses that are allowed all the same.
    public var allow: [AddressBlock]
    /// Whether plain `http:` is allowed.
    public var allowsHTTP: Bool
    /// Certificates to trust beside the system's, as a path to a PEM file.
    public var authorities: String?

    public init(allow: [AddressBlock] = [], allowsHTTP: Bool = false, authorities: String? = nil) {
        self.allow = allow
        self.allowsHTTP = allowsHTTP
        self.authorities = authorities
    }
}
