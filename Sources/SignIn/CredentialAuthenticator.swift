public import CallModel

/// Tells API keys from bearer tokens, and has each checked where it belongs.
///
/// A key begins with `cc_`, which no token can: its first bytes are those of a `{` in base64url.
public struct CredentialAuthenticator: Authenticator {
    private let keys: KeyRing
    private let tokens: TokenVerifier

    public init(keys: KeyRing, tokens: TokenVerifier) {
        self.keys = keys
        self.tokens = tokens
    }

    public func principal(presenting credential: String) async -> Principal? {
        let isKey = credential.utf8.starts(with: "cc_".utf8)
        return await isKey ? self.keys.principal(presenting: credential) : self.tokens.principal(presenting: credential)
    }
}
