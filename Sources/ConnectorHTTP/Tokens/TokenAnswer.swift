import CallModel

/// What a token endpoint gave.
struct TokenAnswer: Sendable, Redacted {
    let token: IssuedToken
    /// The refresh token in place of the one that was shown; `nil` where that one goes on.
    var refreshToken: Sensitive<String>?

    /// A refresh token; `nil` for an empty text, and one of more than 16 KiB.
    static func refreshToken(_ text: String) -> Sensitive<String>? {
        (1...IssuedToken.longestText).contains(text.utf8.count) ? Sensitive(text) : nil
    }
}
