/// How a request proves who asks.
public enum ManifestAuth: Hashable, Sendable {
    case none
    /// `Authorization: Bearer <token>` (RFC 6750, 2.1).
    case bearer(token: SettingText)
    /// `Authorization: Basic <base64>` (RFC 7617), in UTF-8.
    case basic(username: SettingText, password: SettingText)
    /// A header of the CRM's own, such as `X-Api-Key`.
    case header(name: String, value: SettingText)

    /// The words of `auth.type`.
    public enum Kind: String, CaseIterable, Sendable {
        case none, bearer, basic, header
    }
}
