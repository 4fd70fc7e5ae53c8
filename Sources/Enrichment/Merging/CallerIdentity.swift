internal import CallModel

/// The identity of a caller by which records are told apart: name, e-mail and company in the form in which they are compared.
final class CallerIdentity {
    /// The full name; `nil` where there is none.
    let name: String?
    /// In lower case.
    let email: String?
    /// A display name that stands alone, and so may be that of a company.
    private let loneName: CompanyName?
    private let namedCompany: CompanyName?

    init(_ caller: Caller) {
        let parts = [caller[.firstName], caller[.lastName]].compactMap(\.self)
        let name = parts.isEmpty ? caller[.displayName] : parts.joined(separator: " ")
        self.name = name.flatMap(Self.normalise)
        self.email = caller[.email]?.lowercased()
        self.loneName = parts.isEmpty ? name.map(CompanyName.init) : nil
        self.namedCompany = caller[.company].map(CompanyName.init)
    }

    /// Whether the display name is that of a company: its own company's, or one with a legal form. Such a record names no person.
    private lazy var isNamedAsCompany =
        self.loneName.map { name in
            name.isSurelyCompany || self.namedCompany.map { !$0.differs(from: name) } ?? false
        } ?? false

    private var company: CompanyName? { self.namedCompany ?? (self.isNamedAsCompany ? self.loneName : nil) }

    /// Whether a record names nobody, or a company in a person's place.
    var namesNoPerson: Bool { self.name == nil || self.isNamedAsCompany }

    /// The contract's rule (b). A shared name or e-mail says so surely; else one of both has no name, and nothing speaks against it.
    func isSame(as other: CallerIdentity) -> Bool {
        if self.isSurely(other) { return true }
        guard self.name == nil || other.name == nil else { return false }
        let emailsDiffer = self.email != nil && other.email != nil && self.email != other.email
        return !emailsDiffer && !self.hasOtherCompany(than: other)
    }

    /// Whether they share a name or an e-mail. An e-mail that two companies share is a mailbox, not one caller.
    func isSurely(_ other: CallerIdentity) -> Bool {
        if let name = self.name, name == other.name { return true }
        if self.isOtherCompany(than: other) { return false }
        if self.isNamedAsCompany && other.isNamedAsCompany { return true }
        return self.email != nil && self.email == other.email
    }

    /// Whether neither names a person, and their companies differ.
    func isOtherCompany(than other: CallerIdentity) -> Bool {
        self.namesNoPerson && other.namesNoPerson && self.hasOtherCompany(than: other)
    }

    /// Whether both name a company, and not the same; a missing one does not differ.
    func hasOtherCompany(than other: CallerIdentity) -> Bool {
        guard let company = self.company, let otherCompany = other.company else { return false }
        return company.differs(from: otherCompany)
    }

    /// Lower case, single spaces, `Last, First` turned round.
    private static func normalise(_ name: String) -> String? {
        let halves = name.split(separator: ",", omittingEmptySubsequences: false)
        let ordered = halves.count == 2 ? "\(halves[1]) \(halves[0])" : name
        let words = ordered.lowercased().split(whereSeparator: \.isWhitespace)
        return words.isEmpty ? nil : words.joined(separator: " ")
    }
}
