/// Why a conclusion is not saved. No case carries a value of it.
package enum ConclusionRefusal: Error, Hashable, Sendable {
    /// It can be saved only once.
    case alreadyConcluded
    /// The user did not take part, or the outcome is undecided.
    case notOpen
    /// Neither codes nor tags are switched on, or the service has no licence for them.
    case codesDisabled
    /// At least one fault.
    case faults([ConclusionFault])
}
