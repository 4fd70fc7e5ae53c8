internal import CallModel
internal import HTTPTypes
internal import Hummingbird
internal import NIOCore

/// Answers `/sign-in`, `/sign-in/callback` and `/sign-out`: to the provider, back from it, and away.
///
/// Whatever goes wrong is a page with a way on; nothing on it comes from a token or from the address.
struct SignInController: Sendable {
    let desk: PageAuthentication

    /// Where providers send people back to; to be registered there.
    static let callback = "/sign-in/callback"

    var endpoints: [Endpoint] {
        [
            Endpoint(.get, "/sign-in", .open, surface: .page) { call throws(Problem) in await self.begin(call) },
            Endpoint(.get, Self.callback, .open, surface: .page) { call throws(Problem) in await self.finish(call) },
            Endpoint(.post, "/sign-out", .open, surface: .page) { call throws(Problem) in self.leave(call) },
        ]
    }

    private func begin(_ call: APIRequest) async -> Response {
        let target = SignInTarget.path(in: call.request)
        if self.desk.visit(of: call.request) != nil { return SignInTarget.redirect(to: target) }
        guard let provider = self.desk.options.provider else { return self.show(.links(self.desk.options.linked.isEmpty)) }
        guard let origin = self.desk.origin(of: call.request) else { return self.show(.tryAgain, .badRequest) }
        let attempt = SignInAttempt(
            state: RandomSecret.fresh(), nonce: RandomSecret.fresh(), verifier: RandomSecret.fresh(),
            redirect: origin + Self.callback)
        do throws(SignInFailure) {
            let address = try await provider.address(for: attempt)
            let browser = self.browser(of: call.request) ?? RandomSecret.fresh()
            self.desk.attempts.begin(attempt, in: browser, to: target)
            let seconds = Int(SignInAttemptStore.life.components.seconds)
            return SignInTarget.redirect(
                to: address, with: [self.desk.cookie.line(self.desk.cookie.attemptName, browser, seconds: seconds)])
        } catch {
            return self.refuse(error)
        }
    }

    private func finish(_ call: APIRequest) async -> Response {
        let query = call.request.uri.queryParameters
        guard let provider = self.desk.options.provider, let state = query["state"].map(String.init),
            let browser = self.browser(of: call.request),
            let entry = self.desk.attempts.take(state: state, browser: browser)
        else {
            SignInCounter.count("lost")
            return self.show(.tryAgain, .badRequest)
        }
        // RFC 6749, 4.1.2.1: the person has said no, or may not.
        guard let code = query["code"].map(String.init), query["error"] == nil else {
            SignInCounter.count("cancelled")
            return self.show(.cancelled, .forbidden)
        }
        do throws(SignInFailure) {
            let person = try await provider.principal(bringing: Sensitive(code), from: entry.attempt)
            SignInCounter.count("signedIn")
            return self.desk.welcome(person, call.request, to: entry.target)
        } catch {
            return self.refuse(error)
        }
    }

    private func leave(_ call: APIRequest) -> Response {
        guard self.desk.isFromOurselves(call.request) else { return self.show(.elsewhere, .forbidden) }
        if let text = self.desk.cookie.value(self.desk.cookie.name, in: call.request.headers) { self.desk.visits.end(text) }
        return self.show(.signedOut, with: [self.desk.cookie.line(self.desk.cookie.name, "", seconds: 0)])
    }

    /// What a browser that has attempts under way is known by.
    private func browser(of request: Request) -> String? {
        self.desk.cookie.value(self.desk.cookie.attemptName, in: request.headers).map(String.init)
            .flatMap { RandomSecret.isOne($0) ? $0 : nil }
    }

    private func refuse(_ failure: SignInFailure) -> Response {
        SignInCounter.count(failure)
        return switch failure {
        case .unavailable: self.show(.unavailable, .serviceUnavailable)
        case .refused, .unproven: self.show(.tryAgain, .badRequest)
        case .stranger: self.show(.stranger, .forbidden)
        }
    }

    private func show(_ page: PlainPage, _ status: HTTPResponse.Status = .ok, with more: [HTTPField] = []) -> Response {
        page.response(status, with: [PageSecurityPolicy(frameAncestors: self.desk.options.frameAncestors).field()] + more)
    }
}

extension PageAuthentication {
    /// Begins a visit and shows the page that was asked for. A visit from before ends: it may be another person's.
    func welcome(_ person: Principal, _ request: Request, to target: String) -> Response {
        if let before = self.cookie.value(self.cookie.name, in: request.headers) { self.visits.end(before) }
        return SignInTarget.redirect(to: target, with: [self.cookie.line(self.cookie.name, self.visits.begin(as: person))])
    }
}
