internal import CallModel
package import ConfigurationFile
package import ConnectorHTTP
internal import Crypto
internal import SignIn

/// Signs an operator in to a CRM, so that its connector has a refresh token: `callcard connector sign-in`.
package struct ConnectorSignIn: Sendable {
    /// Makes the address for the browser, and exchanges the code.
    package let client: AuthorizationClient
    /// Where the refresh token is kept.
    package let file: RefreshTokenFile

    /// - Returns: `nil` for a connector that needs no refresh token.
    package init?(_ crm: Configuration.CRM, in configuration: Configuration, dependencies: Dependencies) {
        guard let file = configuration.refreshTokens.file(of: crm, time: dependencies.time),
            let client = AuthorizationClient(crm.manifest, settings: crm.settings, transport: dependencies.transport)
        else { return nil }
        self.file = file
        self.client = client
    }

    /// An attempt with secrets that nobody has seen.
    ///
    /// - Parameter redirect: Where the provider sends the browser.
    package static func attempt(redirect: String) -> AuthorizationClient.Attempt {
        // RFC 7636, 4.1: 43 characters.
        let verifier = Self.secret()
        return AuthorizationClient.Attempt(
            state: Self.secret(), verifier: verifier,
            challenge: Base64URL.encode(SHA256.hash(data: Array(verifier.utf8))), redirect: redirect)
    }

    private static func secret() -> String {
        Base64URL.encode(SymmetricKey(size: .bits256).withUnsafeBytes { Array($0) })
    }
}
