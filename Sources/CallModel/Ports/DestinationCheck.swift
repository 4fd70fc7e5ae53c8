/// Tells whether a URL leads where calls may go, without calling it.
public protocol DestinationCheck: Sendable {
    /// Resolves the host of `url` and returns where at least one of its addresses is allowed. A later call has to check again: names
    /// change what they lead to.
    ///
    /// - Throws: ``TransportError/unusable`` for what is no plain URL, ``TransportError/blockedDestination`` where scheme or addresses
    ///   are not allowed, ``TransportError/dns`` where the host has no address, ``TransportError/timeout`` where that
    ///   can't be told within a second.
    func check(_ url: String, for destinations: DestinationPolicy) async throws(TransportError)
}
