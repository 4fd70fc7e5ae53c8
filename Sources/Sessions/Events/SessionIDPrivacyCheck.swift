internal import CallModel

/// Keeps callers' numbers out of session ids, which are written into the journal.
package enum SessionIDPrivacyCheck {
    /// Fewest digits of a number that is looked for.
    static let leastDigits = 7

    /// Whether `id` keeps the rule for ids, and does not hold the caller's national number, also with `-._~` between its digits.
    ///
    /// - Parameters:
    ///   - id: The session's id as posted.
    ///   - nationalDigits: Of the caller's number, ASCII digits; `nil` where none was read.
    package static func isUsable(_ id: String, nationalDigits: String?) -> Bool {
        guard SessionID.isValid(id) else { return false }
        guard let nationalDigits, nationalDigits.utf8.count >= self.leastDigits else { return true }
        let marks: Set<Character> = ["-", ".", "_", "~"]
        return !id.filter { !marks.contains($0) }.contains(nationalDigits)
    }
}
