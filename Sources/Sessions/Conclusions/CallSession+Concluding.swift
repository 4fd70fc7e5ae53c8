public import CallModel

extension CallSession {
    /// Keeps what `user` saved. A second conclusion of the same user has no effect.
    ///
    /// - Parameters:
    ///   - conclusion: From ``ConclusionCheck``, on this user's entry.
    ///   - user: A UPN in lower case.
    /// - Returns: Whether it was the first.
    @discardableResult
    public mutating func conclude(_ conclusion: Conclusion, by user: String) -> Bool {
        guard self.conclusions[user] == nil else { return false }
        self.conclusions[user] = conclusion
        return true
    }
}
