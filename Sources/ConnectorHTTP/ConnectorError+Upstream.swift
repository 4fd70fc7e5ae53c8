package import CallModel
import OutboundHTTP

extension ConnectorError {
    /// The connector's error for an HTTP call that failed.
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

    /// The connector's error for a jq program that failed on an answer.
    ///
    /// - Parameters:
    ///   - part: The program's place in the manifest.
    ///   - onEvent: Called where the answer is not what was promised, and where the program is not run any more.
    package init(_ error: JSONQueryError, part: String, onEvent: (ConnectorEvent) -> Void) {
        switch error {
        case .invalidDocument:
            onEvent(.notJSON)
            self = .badPayload
        case .failed(let fault):
            onEvent(.unusable(part: part))
            self = .unusable(ProgramFault(part: part, reason: fault.description))
        case .tooLarge: self = .tooLarge
        case .timeout: self = .timeout
        case .disabled:
            onEvent(.switchedOff(part: part))
            self = .internal
        case .invalidProgram: self = .internal
        }
    }
}
