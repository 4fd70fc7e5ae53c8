internal import CallModel

/// The identity of a caller by which records are told apart: name and e-mail in the form in which they are compared.
struct CallerIdentity: Equatable {
    /// The full name; `nil` where there is none.
    let name: String?
    /// In lower case.
    let email: String?

    init(_ caller: Caller) {
        self.name = Self.normalisedName(of: caller)
        self.email = caller[.email]?.lowercased()
    }

    func sharesEmail(with other: CallerIdentity) -> Bool {
        self.email != nil && self.email == other.email
    }

    /// The contract's rule (b): a shared e-mail, an equal full name, or one of them nameless and no e-mail that differs.
    func isSame(as other: CallerIdentity) -> Bool {
        if self.sharesEmail(with: other) { return true }
        if let name = self.name, let otherName = other.name { return name == otherName }
        return self.email == nil || other.email == nil
    }

    /// First and last name, or else the display name; lower case, single spaces, `Last, First` turned round.
    private static func normalisedName(of caller: Caller) -> String? {
        let parts = [caller[.firstName], caller[.lastName]].compactMap(\.self)
        return parts.isEmpty ? caller[.displayName].flatMap(self.normalise) : self.normalise(parts.joined(separator: " "))
    }

    private static func normalise(_ name: String) -> String? {
        let halves = name.split(separator: ",", omittingEmptySubsequences: false)
        let ordered = halves.count == 2 ? "\(halves[1]) \(halves[0])" : name
        let words = ordered.lowercased().split(whereSeparator: \.isWhitespace)
        return words.isEmpty ? nil : words.joined(separator: " ")
    }
}
