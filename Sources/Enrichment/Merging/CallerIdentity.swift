internal import CallModel

/// What tells two records of one caller from records of two.
struct CallerIdentity: Equatable {
    let name: String?
    let email: String?

    init(_ caller: Caller) {
        self.name = CallerName.normalised(of: caller)
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
}
