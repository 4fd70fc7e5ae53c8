/// Why a conclusion is not saved. No case carries a value of it.
package enum ConclusionRefusal: Error, Hashable, Sendable {
    /// 409: it can be saved only once.
    case alreadyConcluded
    /// 409: the user did not take part, or the outcome is undecided.
    case notOpen
    /// 409: neither codes nor tags are switched on, or the service has no licence for them.
    case codesDisabled
    /// 422; at least one fault.
    case faults([ConclusionFault])

    /// The contract's code; that of the first fault.
    package var code: String {
        switch self {
        case .alreadyConcluded: "alreadyConcluded"
        case .notOpen: "notOpen"
        case .codesDisabled: "codesDisabled"
        case .faults(let faults): faults.first?.code ?? "invalidValue"
        }
    }
}
