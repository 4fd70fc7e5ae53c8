internal import CallModel
internal import Enrichment
internal import Flows
internal import Sessions

/// Refusals for errors of the engines.
extension Refusal {
    /// A number that can't be read.
    ///
    /// - Parameter member: Where it was sent.
    init(_ error: NumberError, at member: String) {
        let fault =
            switch error {
            case .invalidNumber:
                Fault(
                    [member], .invalidNumber,
                    "This can't be a telephone number; send E.164 (+ and digits) or a national writing.")
            case .regionRequired:
                Fault(
                    [member], .regionRequired,
                    "A national writing needs a region: send region, or set one for the service.")
            }
        self.init(faults: [fault])
    }

    /// The refusal where more lookups wait than the enricher may hold.
    init(_: EnricherOverload) {
        self.init(.overloaded, "Too many lookups are waiting for connectors.", retryAfter: .seconds(1))
    }

    /// A call for a session's news that may not wait.
    init(_ refusal: WaitRefusal) {
        let detail =
            switch refusal {
            case .full: "Too many calls are waiting for news."
            case .share: "Too many calls of this key are waiting for news."
            }
        self.init(.overloaded, detail, retryAfter: .seconds(1))
    }

    /// A journal that can't be read.
    init(_: JournalError) {
        self.init(
            .journalUnavailable, "The journal can't be written or read at the moment; nothing was changed.",
            retryAfter: .seconds(1))
    }

    /// The refusal for a failure of the session store.
    init(_ error: SessionStoreError) {
        switch error {
        case .journal(let error): self.init(error)
        case .overloaded:
            self.init(
                .overloaded, "Too many changes are waiting for the journal, or too many calls are held.", retryAfter: .seconds(1))
        case .notFound: self.init(.notFound, "There is no such thing for this key.")
        case .serviceNotFound: self = .serviceNotFound
        case .sessionNotFound: self.init(.sessionNotLive, "There is no such session for this key.")
        case .event(let faults): self.init(faults: faults.map { Fault($0.member, .invalidValue, $0.detail) })
        case .conclusion(let refusal): self.init(refusal)
        }
    }

    private init(_ refusal: ConclusionRefusal) {
        switch refusal {
        case .alreadyConcluded: self.init(.alreadyConcluded, "An entry can be saved only once.")
        case .notOpen:
            self.init(.notOpen, "Only entries of calls that the user took part in can be saved, once they are decided.")
        case .codesDisabled: self.init(.codesDisabled, "Neither codes nor tags are switched on for this service.")
        case .faults(let faults): self.init(faults: faults.map { Fault($0.member, $0.code, $0.detail) })
        }
    }

    /// A subscription that could not be made or ended.
    init(_ error: SubscriptionError) {
        switch error {
        case .journal, .noKey:
            self.init(
                .journalUnavailable, "Subscriptions can't be kept at the moment; nothing was changed.", retryAfter: .seconds(1))
        case .full:
            self.init(.overloaded, "There are as many subscriptions as there can be.", retryAfter: .seconds(60))
        }
    }
}

extension EventFault {
    /// The faulty member of a posted event; empty for the whole event.
    fileprivate var member: [String] {
        switch self {
        case .id: ["id"]
        case .reason: ["reason"]
        case .directionMissing, .directionChanged: ["direction"]
        case .serviceMissing, .serviceChanged: ["service"]
        case .typeUnfit: ["type"]
        case .userMissing, .user: ["user"]
        case .tooFarAhead: ["at"]
        case .tooMany: []
        }
    }
}

extension ConclusionFault {
    fileprivate var code: Refusal.Code {
        switch self {
        case .codeRequired: .codeRequired
        case .unknownCode: .unknownCode
        case .codesOff, .tagsOff, .tooManyTags, .tag: .invalidValue
        }
    }

    /// The faulty member of a posted conclusion.
    fileprivate var member: [String] {
        switch self {
        case .codeRequired(let list), .unknownCode(let list), .codesOff(let list): [list.rawValue]
        case .tagsOff, .tooManyTags: ["tags"]
        case .tag(let index, _): ["tags", String(index)]
        }
    }
}
