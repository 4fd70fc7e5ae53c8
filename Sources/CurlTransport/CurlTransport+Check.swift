package import OutboundHTTP
internal import Waiting

extension CurlTransport: DestinationCheck {
    /// Checks where a URL leads now, without calling it.
    ///
    /// - Throws: ``TransportError/blockedDestination`` where no address of its host may be called, ``TransportError/dns`` and
    ///   ``TransportError/timeout`` where none is known in time, ``TransportError/unusable`` for a URL that can't be called at all.
    package func check(_ url: String, for destinations: DestinationPolicy) async throws(TransportError) {
        let target = try RequestTarget(url, allowsHTTP: destinations.allowsHTTP)
        let addresses = if let address = target.address { [address] } else { try await self.addresses(of: target.host) }
        guard addresses.contains(where: destinations.permits) else { throw .blockedDestination }
    }

    /// A request waits for the check, and is to have an answer within a second (R9).
    static let patience = Duration.milliseconds(800)

    /// - Throws: ``TransportError/dns`` where there is none, ``TransportError/timeout`` where none is told within ``patience``.
    private func addresses(of host: String) async throws(TransportError) -> [[UInt8]] {
        let lookup = NameLookup()
        let timer = Task {
            try await Task.sleep(for: Self.patience)
            lookup.addresses.set(.failure(.timeout))
        }
        defer { timer.cancel() }
        self.names.resolve(host) { result in
            switch result {
            case .found(let addresses): lookup.addresses.set(.success(addresses))
            case .unavailable, .unknown: lookup.addresses.set(.failure(.dns))
            }
        }
        return try await lookup.addresses.value().get()
    }
}

/// One wait for a name's addresses.
private final class NameLookup: Sendable {
    let addresses = OneShot<Result<[[UInt8]], TransportError>>()
}
