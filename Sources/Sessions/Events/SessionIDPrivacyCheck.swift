internal import CallModel

/// Whether a session's id may be written into the journal, which must not hold a caller's number.
public enum SessionIDPrivacyCheck {
    /// How many digits make a number worth hiding.
    static let leastDigits = 7

    /// Whether `id` keeps the rule for ids, and does not hold the caller's national number, also with `-._~` between its digits.
    ///
    /// - Parameter nationalDigits: Of the caller's number, ASCII digits; `nil` where none was read.
    public static func isUsable(_ id: String, nationalDigits: String?) -> Bool {
        guard SessionID.isValid(id) else { return false }
        guard let nationalDigits, nationalDigits.utf8.count >= self.leastDigits else { return true }
        let marks: Set<Character> = ["-", ".", "_", "~"]
        return !id.filter { !marks.contains($0) }.contains(nationalDigits)
    }
}
