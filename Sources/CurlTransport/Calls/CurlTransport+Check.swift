public import OutboundHTTP
internal import Synchronization

extension CurlTransport: DestinationCheck {
    public func check(_ url: String, for destinations: DestinationPolicy) async throws(TransportError) {
        let target = try RequestTarget(url, allowsHTTP: destinations.allowsHTTP)
        let addresses = if let address = target.address { [address] } else { try await self.addresses(of: target.host) }
        guard addresses.contains(where: destinations.permits) else { throw .blockedDestination }
    }

    /// Whoever asks for a check waits for it, and is to have an answer within a second (R9).
    static let patience = Duration.milliseconds(800)

    /// - Throws: ``TransportError/dns`` where there is none, ``TransportError/timeout`` where none is told within ``patience``.
    private func addresses(of host: String) async throws(TransportError) -> [[UInt8]] {
        let question = NameLookup()
        let isOver = Mutex(false)
        let timer = Task {
            try await Task.sleep(for: Self.patience)
            isOver.withLock { $0 = true }
            question.answer(.unavailable)
        }
        defer { timer.cancel() }
        self.names.resolve(host) { question.answer($0) }
        switch await question.wait() {
        case .found(let addresses): return addresses
        case .unavailable where isOver.withLock(\.self): throw .timeout
        case .unavailable, .unknown: throw .dns
        }
    }
}
