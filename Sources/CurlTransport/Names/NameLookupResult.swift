/// What a look-up of a host name brought.
enum NameLookupResult: Hashable, Sendable {
    /// Addresses of 4 or 16 bytes in network order, the best first; not empty.
    case found([[UInt8]])
    /// There is no such name, or it has no address.
    case unknown
    /// The name servers could not be asked just now.
    case unavailable
}
