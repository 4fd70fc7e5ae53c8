public import CallModel

extension DestinationPolicy {
    /// Whether a connection to `address` (4 or 16 bytes, network order) may be opened.
    ///
    /// Public addresses always may. A special one needs an entry in ``allow`` that holds it as it stands: `10.0.0.0/8` covers
    /// `::ffff:10.0.0.1`, which reaches the same host, but not `64:ff9b::10.0.0.1`, which goes through a translator.
    public func permits(_ address: [UInt8]) -> Bool {
        !SpecialAddresses.contains(address) || self.allow.contains { $0.contains(address) }
    }
}
