package import CallModel

/// The destinations that calls may have. Public addresses over https are always allowed, anything else only by the operator's
/// word.
package struct DestinationPolicy: Hashable, Sendable {
    /// Blocks of loopback, private, link-local and other special addresses that are allowed all the same.
    package var allow: [AddressBlock]
    /// Whether plain `http:` is allowed.
    package var allowsHTTP: Bool
    /// Certificates to trust beside the system's, as a path to a PEM file.
    package var authorities: String?

    /// A policy; without arguments the strictest one.
    package init(allow: [AddressBlock] = [], allowsHTTP: Bool = false, authorities: String? = nil) {
        self.allow = allow
        self.allowsHTTP = allowsHTTP
        self.authorities = authorities
    }

    /// Whether a connection to `address` (4 or 16 bytes, network order) may be opened.
    ///
    /// Public addresses always may. A special one needs an entry in ``allow`` that holds it as it stands: `10.0.0.0/8` covers
    /// `::ffff:10.0.0.1`, which reaches the same host, but not `64:ff9b::10.0.0.1`, which goes through a translator.
    package func permits(_ address: [UInt8]) -> Bool {
        !SpecialAddresses.contains(address) || self.allow.contains { $0.contains(address) }
    }
}

/// Checks whether a URL leads to an allowed destination, without calling it.
package protocol DestinationCheck: Sendable {
    /// Resolves the host of `url` and returns where at least one of its addresses is allowed. A later call has to check again: names
    /// change what they lead to.
    ///
    /// - Throws: ``TransportError/unusable`` for what is no plain URL, ``TransportError/blockedDestination`` where scheme or addresses
    ///   are not allowed, ``TransportError/dns`` where the host has no address, ``TransportError/timeout`` where that
    ///   can't be told within a second.
    func check(_ url: String, for destinations: DestinationPolicy) async throws(TransportError)
}
