public import CallModel

extension CurlTransport: DestinationCheck {
    public func check(_ url: String, for destinations: DestinationPolicy) async throws(TransportError) {
        let target = try Target(url, allowsHTTP: destinations.allowsHTTP)
        let addresses = if let address = target.address { [address] } else { try await self.addresses(of: target.host) }
        guard addresses.contains(where: destinations.permits) else { throw .blockedDestination }
    }

    /// - Throws: ``TransportError/dns`` where there is none, or none is told within 5 s.
    private func addresses(of host: String) async throws(TransportError) -> [[UInt8]] {
        let question = NameQuestion()
        let timer = Task {
            try await Task.sleep(for: .seconds(5))
            question.answer(.unavailable)
        }
        defer { timer.cancel() }
        self.names.resolve(host) { question.answer($0) }
        guard case .found(let addresses) = await question.wait() else { throw .dns }
        return addresses
    }
}
