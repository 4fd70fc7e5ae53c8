package import CallModel

/// The check of any credential: API keys by the key ring, bearer tokens by their issuer's keys.
///
/// A key begins with `cc_`, which no token can: its first bytes are those of a `{` in base64url.
package struct CredentialAuthenticator: Authenticator {
    private let keys: KeyRing
    private let tokens: TokenVerifier

    /// An authenticator for both kinds of credentials.
    package init(keys: KeyRing, tokens: TokenVerifier) {
        self.keys = keys
        self.tokens = tokens
    }

    /// The principal that the credential proves; `nil` where it proves none.
    package func principal(presenting credential: String) async -> Principal? {
        let isKey = credential.utf8.starts(with: "cc_".utf8)
        return await isKey ? self.keys.principal(presenting: credential) : self.tokens.principal(presenting: credential)
    }

    /// The id of the key that `credential` says it is.
    package func keyID(claimedBy credential: String) -> String? { self.keys.keyID(claimedBy: credential) }
}
