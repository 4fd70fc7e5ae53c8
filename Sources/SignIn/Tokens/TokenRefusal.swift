/// Why a token was not taken. No case carries anything of the token; the caller is only told that it is not valid.
public enum TokenRefusal: String, Error, Hashable, Sendable, CaseIterable {
    /// Over 8 KiB, not three parts of base64url, or not strict JSON inside.
    case malformed
    /// Nobody named its `iss`.
    case issuer
    /// It is not signed in a way that its issuer is allowed.
    case algorithm
    case audience
    case expired
    case notYetValid
    /// A claim that the configuration wants has another value or is missing.
    case claim
    /// No key of its issuer fits.
    case unknownKey
    case signature
    /// It names no user.
    case user
    /// Its claims give no role.
    case role

    /// One word for metrics.
    public var label: String { self.rawValue }
}
