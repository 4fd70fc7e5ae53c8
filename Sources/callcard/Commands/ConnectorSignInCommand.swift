import ArgumentParser
import CallModel
import ConnectorHTTP
import Foundation
import Setup
import Waiting

/// Signs the operator in to a CRM, so that its connector has a refresh token.
struct ConnectorSignInCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sign-in", abstract: "Sign in to a CRM whose connector needs a refresh token, and keep that.",
        discussion: """
            Prints an address for a browser, waits until that comes back to this machine, and keeps the refresh token, encrypted. A
            server that runs takes it with its next question. On a machine without a browser, lead the port there:
            ssh -L 8976:127.0.0.1:8976 MACHINE. With --code no browser is needed.
            """)

    @Argument(help: "The connector's id in the configuration.")
    var id: String

    @Option(name: .long, help: "The configuration file.")
    var config = CommandEnvironment.defaultConfiguration

    @Option(
        name: .long, help: "Where the provider sends the browser, as it is registered there.",
        transform: { text in
            guard let redirect = LoopbackRedirect(text) else { throw ValidationError(LoopbackRedirect.rule) }
            return redirect
        })
    var redirect = LoopbackRedirect.usual

    @Option(name: .long, help: "How many seconds to wait for the browser, 1 to 3600.")
    var wait = 600

    @Flag(name: .long, help: "Read from standard input a code that the provider's console gave, such as Zoho's Self Client.")
    var code = false

    func validate() throws {
        guard (1...3_600).contains(self.wait) else { throw ValidationError("--wait is 1 to 3600 seconds") }
    }

    func run() async throws {
        let configuration = try ConfiguredCRM.read(self.config)
        let crm = try ConfiguredCRM.find(self.id, in: configuration)
        let dependencies = try CommandEnvironment.dependencies()
        guard let signIn = ConnectorSignIn(crm, in: configuration, dependencies: dependencies) else {
            Terminal.error("\(self.id) needs no sign-in: its manifest has no grant: refresh_token")
            throw ExitCode.dataError
        }
        let attempt = self.code ? nil : ConnectorSignIn.attempt(redirect: self.redirect.text)
        let code = if let attempt { try await self.code(of: attempt, signIn.client) } else { try self.readCode() }
        let tokens = try await self.tokens(for: code, from: attempt, signIn.client)
        guard (try? await signIn.file.put(tokens.refreshToken)) ?? false else {
            Terminal.error("the refresh token can't be written to \(signIn.file.path)")
            throw ExitCode.cannotCreate
        }
        print("signed in to \(self.id)")
        for (name, value) in tokens.told { print("  \(name): \(value)") }
        print("its refresh token is kept, encrypted, in \(signIn.file.path)")
    }

    /// The code that the browser brings.
    private func code(
        of attempt: AuthorizationClient.Attempt, _ client: AuthorizationClient
    ) async throws -> Sensitive<String> {
        let address: String?
        do {
            address = try client.address(for: attempt)
        } catch {
            Terminal.error("\(self.id) can't be used: \(error)")
            throw ExitCode.configuration
        }
        guard let address else {
            Terminal.error("its manifest has no authorizeURL; get a code in the provider's console, and give it with --code")
            throw ExitCode.dataError
        }
        guard let listener = LoopbackListener(self.redirect) else {
            Terminal.error("port \(self.redirect.port) is taken; name another one that the provider knows with --redirect")
            throw ExitCode.unavailable
        }
        Terminal.announce("open this address in a browser on this machine, and let Callcard in:\n\n  \(address)\n")
        Terminal.announce("waiting for it to come back to \(self.redirect.text) …")
        let (state, seconds) = (attempt.state, self.wait)
        switch await DedicatedThread.run({ listener.wait(for: state, seconds: seconds) }) {
        case .code(let code): return Sensitive(code)
        case .refused(let error):
            Terminal.error("the provider did not let Callcard in" + (error.map { " (\($0))" } ?? ""))
            throw ExitCode.noPermission
        case .nobody:
            Terminal.error(
                "nobody came back within \(self.wait) seconds; the redirect registered there must be \(self.redirect.text)")
            throw ExitCode.temporaryFailure
        }
    }

    /// The code on standard input, so that no shell keeps it.
    private func readCode() throws -> Sensitive<String> {
        Terminal.prompt("code: ")
        guard let line = readLine(), !line.isEmpty else {
            Terminal.error("no code on standard input")
            throw ExitCode.dataError
        }
        return Sensitive(line.trimmingCharacters(in: .whitespaces))
    }

    private func tokens(
        for code: Sensitive<String>, from attempt: AuthorizationClient.Attempt?, _ client: AuthorizationClient
    ) async throws -> AuthorizationClient.Tokens {
        do throws(AuthorizationClient.Failure) {
            return try await client.tokens(for: code, from: attempt)
        } catch {
            Terminal.error(error.advice)
            throw error == .noRefreshToken ? ExitCode.dataError : ExitCode.noPermission
        }
    }
}

extension AuthorizationClient.Failure {
    /// What went wrong, and what to do about it.
    fileprivate var advice: String {
        switch self {
        case .refused(let code):
            "the token endpoint refuses the code" + (code.map { " (\($0))" } ?? "")
                + "; check the client's id and secret, and that the redirect is registered there; then try again"
        case .noRefreshToken:
            "the provider gave no refresh token; its console, or authorizeParameters of the manifest, must ask for offline access"
        case .failed(let outcome): "the token endpoint gave no answer that can be read (\(outcome.rawValue))"
        case .unusable(let error): "the connector can't be used: \(error)"
        }
    }
}
