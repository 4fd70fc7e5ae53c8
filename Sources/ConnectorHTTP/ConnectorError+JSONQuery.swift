package import CallModel

extension ConnectorError {
    /// What a program that failed on an answer means for the connector.
    ///
    /// - Parameters:
    ///   - part: The program's place in the manifest.
    ///   - note: Told where the answer is not what was promised.
    package init(_ error: JSONQueryError, part: String, note: (ConnectorEvent) -> Void) {
        switch error {
        case .invalidDocument:
            note(.notJSON)
            self = .badPayload
        case .failed:
            note(.unusable(part: part))
            self = .badPayload
        case .tooLarge: self = .tooLarge
        case .timeout: self = .timeout
        case .disabled:
            note(.switchedOff(part: part))
            self = .internal
        case .invalidProgram: self = .internal
        }
    }
}
