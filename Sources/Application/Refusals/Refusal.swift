/// The reason why a use case does nothing. It never repeats what was sent.
package struct Refusal: Error, Hashable, Sendable {
    /// The stable name of a reason; raw values are the contract's words.
    package enum Code: String, Hashable, Sendable, CaseIterable {
        /// The principal may see it, and not do this with it.
        case forbidden
        /// There is no such thing that the principal may know of.
        case notFound, serviceNotFound, sessionNotLive
        /// An earlier action stands in the way.
        case alreadyConcluded, notOpen, codesDisabled, idReused, settingsChanged
        /// Something that was sent can't be used.
        case invalidNumber, regionRequired, unknownMember, invalidValue, unknownCode, codeRequired
        /// Another try may do.
        case overloaded, journalUnavailable
    }

    /// One thing wrong in what was sent.
    package struct Fault: Hashable, Sendable {
        /// Names of members and places in lists (from 0), from the outside in; empty for the whole.
        package let member: [String]
        /// The kind of fault.
        package let code: Code
        /// The advice on the fault; `nil` where the code says enough.
        package let detail: String?

        /// - Parameters:
        ///   - member: From the outside in; empty for the whole.
        ///   - detail: What to do about it, without what was sent.
        package init(_ member: [String], _ code: Code, _ detail: String? = nil) {
            self.member = member
            self.code = code
            self.detail = detail
        }

        /// Whether the name of a member could be no number and no name of a caller, so that it may be shown.
        package static func canShow(_ name: String) -> Bool {
            (1...32).contains(name.utf8.count)
                && name.utf8.allSatisfy { (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0) }
        }
    }

    /// The reason's name; that of the first fault where there are any.
    package let code: Code
    /// The reason and the advice, in words for people; no number, name or secret.
    package let detail: String
    /// The faults of what was sent; empty for other reasons.
    package let faults: [Fault]
    /// When it makes sense to try again; `nil` where it doesn't.
    package let retryAfter: Duration?

    /// A refusal for another reason than what was sent.
    package init(_ code: Code, _ detail: String, retryAfter: Duration? = nil) {
        self.code = code
        self.detail = detail
        self.faults = []
        self.retryAfter = retryAfter
    }

    /// A refusal of what was sent, with one fault or more.
    package init(faults: [Fault]) {
        let first = faults.first ?? Fault([], .invalidValue)
        self.code = first.code
        self.detail = first.detail ?? "Something in the body can't be used; see errors."
        self.faults = faults
        self.retryAfter = nil
    }
}

extension Refusal {
    /// There is no such service, or the principal may not know of it.
    package static let serviceNotFound = Refusal(.serviceNotFound, "There is no such service for this key.")
}
