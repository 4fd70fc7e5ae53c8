internal import CallModel
internal import Sessions

extension Problem {
    /// What the one who asked is told.
    init(_ refusal: SessionStoreError) {
        switch refusal {
        case .journal:
            self.init(
                .journalUnavailable, "The journal can't be written or read at the moment; nothing was changed.",
                retryAfter: .seconds(1))
        case .overloaded:
            self.init(
                .overloaded, "Too many changes are waiting for the journal, or too many calls are held.", retryAfter: .seconds(1))
        case .notFound: self.init(.notFound, "There is no such thing for this key.")
        case .serviceNotFound: self.init(.serviceNotFound, "There is no such service for this key.")
        case .sessionNotFound: self.init(.sessionNotLive, "There is no such session for this key.")
        case .event(let faults):
            self = .unprocessable(faults.map { .init($0.pointer, .invalidValue, $0.detail) })
        case .conclusion(let refusal): self.init(refusal)
        }
    }

    private init(_ refusal: ConclusionRefusal) {
        switch refusal {
        case .alreadyConcluded: self.init(.alreadyConcluded, "An entry can be saved only once.")
        case .notOpen:
            self.init(.notOpen, "Only entries of calls that the user took part in can be saved, once they are decided.")
        case .codesDisabled: self.init(.codesDisabled, "Neither codes nor tags are switched on for this service.")
        case .faults(let faults):
            self = .unprocessable(
                faults.map { .init($0.pointer, ProblemCode(rawValue: $0.code) ?? .invalidValue, $0.detail) })
        }
    }
}
