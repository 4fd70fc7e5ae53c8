import CallModel
import OutboundHTTP

extension ConnectorError {
    /// What a failed call means for the connector that made it.
    init(_ error: TransportError) {
        self =
            switch error {
            // Cancelled means that nobody waits any more: for whoever looks at it later, time was over.
            case .timeout, .cancelled: .timeout
            case .connect: .connectError
            case .tls: .tlsError
            case .dns: .dnsError
            case .blockedDestination: .blockedDestination
            case .tooLarge: .tooLarge
            case .malformed: .badPayload
            case .unusable: .internal
            }
    }
}
