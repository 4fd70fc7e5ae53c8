/// Signs people in with an account that they have elsewhere, in a browser.
public protocol SignInProvider: HealthCheck {
    /// Where the browser is sent, so that its user proves there who they are.
    func address(for attempt: SignInAttempt) async throws(SignInFailure) -> String

    /// Who came back with `code`. Their credential does not end: how long they stay is not the provider's to say.
    func principal(bringing code: Sensitive<String>, from attempt: SignInAttempt) async throws(SignInFailure) -> Principal
}
