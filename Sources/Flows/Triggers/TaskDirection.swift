public import CallModel

/// Who called whom, in the words that flows know.
public enum TaskDirection: String, Hashable, Sendable, CaseIterable {
    case inbound = "Inbound"
    case outbound = "Outbound"

    public init(_ direction: CallDirection) {
        switch direction {
        case .inbound: self = .inbound
        case .outbound: self = .outbound
        }
    }
}
