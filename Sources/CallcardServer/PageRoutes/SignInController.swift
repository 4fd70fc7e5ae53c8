internal import CallModel
internal import HTTPTypes
internal import Hummingbird
internal import Metrics

/// Answers `/sign-in`, `/sign-in/callback` and `/sign-out`: to the provider, back from it, and away; and `/sign-in/link/{text}`, whose
/// button signs in whoever presses it first, on one's own machine.
///
/// Whatever goes wrong is a page with a way on; nothing on it comes from a token or from the address.
struct SignInController: Sendable {
    let pageAuthentication: PageAuthentication
    /// Who may follow links that sign in.
    let localRequest: LocalRequest

    /// The path to which providers send people back; to be registered there.
    static let callback = "/sign-in/callback"
    /// The path below which the links that sign in lie.
    static let linkPath = "/sign-in/link/"

    var endpoints: [Endpoint] {
        let link = [
            Endpoint(.get, Self.linkPath + "{text}", .open { self.showLink($0) }, surface: .page),
            Endpoint(.post, Self.linkPath + "{text}", .open { await self.useLink($0) }, surface: .page),
        ]
        return [
            Endpoint(.get, "/sign-in", .open { await self.start($0) }, surface: .page),
            Endpoint(.get, Self.callback, .open { await self.finish($0) }, surface: .page, isOnce: true),
            Endpoint(.post, "/sign-out", .open { await self.signOut($0) }, surface: .page),
        ] + (self.pageAuthentication.options.linked.isEmpty ? [] : link)
    }

    private func start(_ call: APIRequest) async -> Response {
        let target = SignInTarget.path(in: call.request)
        if self.pageAuthentication.loginSession(of: call.request) != nil { return SignInTarget.redirect(to: target) }
        let options = self.pageAuthentication.options
        guard let provider = options.provider else { return self.show(.links(options.linked.isEmpty)) }
        guard let origin = self.pageAuthentication.origin(of: call.request) else { return self.show(.tryAgain, .badRequest) }
        let attempt = SignInAttempt(
            state: RandomSecret.fresh(), nonce: RandomSecret.fresh(), verifier: RandomSecret.fresh(),
            redirect: origin + Self.callback)
        do throws(SignInFailure) {
            let address = try await provider.address(for: attempt)
            let lines = self.pageAuthentication.attempts.lines(adding: attempt, to: target, for: call.request.headers)
            guard let lines else { return self.show(.tryAgain, .badRequest) }
            return SignInTarget.redirect(to: address, with: lines)
        } catch {
            return self.refuse(error)
        }
    }

    private func finish(_ call: APIRequest) async -> Response {
        let query = call.request.uri.queryParameters
        let attempts = self.pageAuthentication.attempts
        guard let provider = self.pageAuthentication.options.provider, let state = query["state"].map(String.init),
            let entry = attempts.entry(state: state, in: call.request.headers)
        else {
            Self.count("lost")
            return self.show(.tryAgain, .badRequest)
        }
        let removal = attempts.removal(of: entry.attempt)
        // RFC 6749, 4.1.2.1: the person has said no, or may not.
        guard let code = query["code"].map(String.init), query["error"] == nil else {
            Self.count("cancelled")
            return self.show(.cancelled, .forbidden, with: [removal])
        }
        do throws(SignInFailure) {
            let answer = SignInAnswer(code: Sensitive(code), issuer: query["iss"].map(String.init))
            let account = try await provider.account(bringing: answer, from: entry.attempt)
            return await self.signIn(
                .account(account), by: state, call.request, to: entry.target, counting: "signedIn", with: [removal])
        } catch {
            return self.refuse(error, with: [removal])
        }
    }

    private func signOut(_ call: APIRequest) async -> Response {
        let (authentication, cookie) = (self.pageAuthentication, self.pageAuthentication.cookie)
        guard authentication.isFromOurselves(call.request) else { return self.show(.elsewhere, .forbidden) }
        await authentication.loginSessions.end(cookie.values(cookie.name, in: call.request.headers))
        return self.show(.signedOut, with: [cookie.line(cookie.name, "", seconds: 0)])
    }

    /// Shows whom a link signs in, and the button that does. Looking at it changes nothing.
    private func showLink(_ call: APIRequest) -> Response {
        guard self.localRequest.matches(call.request, on: call.context.connection) else {
            return PlainPage.unknownLink.response(.notFound)
        }
        let text = call.parameter("text")
        switch self.pageAuthentication.links.look(at: text) {
        case .fresh(let person): return PlainPage.link(of: person.name, address: Self.linkPath + text).response()
        case .used: return PlainPage.usedLink.response(.gone)
        case .unknown: return PlainPage.unknownLink.response(.notFound)
        }
    }

    /// Signs in by the button of a link's page. Another site's form would sign people in as somebody else.
    private func useLink(_ call: APIRequest) async -> Response {
        guard self.localRequest.matches(call.request, on: call.context.connection) else {
            return PlainPage.unknownLink.response(.notFound)
        }
        guard self.pageAuthentication.isFromOurselves(call.request) else { return self.show(.elsewhere, .forbidden) }
        let text = call.parameter("text")
        switch self.pageAuthentication.links.use(text) {
        case .fresh(let person):
            return await self.signIn(
                .link(user: person.name, role: person.role), by: text, call.request, to: "/", counting: "link")
        case .used: return PlainPage.usedLink.response(.gone)
        case .unknown: return PlainPage.unknownLink.response(.notFound)
        }
    }

    /// Begins a login session and shows the page that was asked for. One from before ends: it may be another person's.
    private func signIn(
        _ source: LoginSessionContents.Source, by secret: String, _ request: Request, to target: String, counting result: String,
        with more: [HTTPField] = []
    ) async -> Response {
        let (loginSessions, cookie) = (self.pageAuthentication.loginSessions, self.pageAuthentication.cookie)
        do throws(LoginSessionRefusal) {
            let text = try await loginSessions.begin(source, by: secret)
            await loginSessions.end(cookie.values(cookie.name, in: request.headers))
            Self.count(result)
            return SignInTarget.redirect(to: target, with: [cookie.line(cookie.name, text)] + more)
        } catch {
            Self.count(error.rawValue)
            return switch error {
            case .stranger: self.show(.stranger, .forbidden, with: more)
            case .repeated: self.show(.tryAgain, .badRequest, with: more)
            case .tooMany: self.show(.tooManySignIns, .tooManyRequests, with: more)
            case .tooLong: self.show(.tooManyGroups, .forbidden, with: more)
            }
        }
    }

    private func refuse(_ failure: SignInFailure, with more: [HTTPField] = []) -> Response {
        Self.count(failure.label)
        return switch failure {
        case .unavailable: self.show(.unavailable, .serviceUnavailable, with: more)
        case .refused, .unproven: self.show(.tryAgain, .badRequest, with: more)
        case .stranger: self.show(.stranger, .forbidden, with: more)
        }
    }

    private func show(_ page: PlainPage, _ status: HTTPResponse.Status = .ok, with more: [HTTPField] = []) -> Response {
        let policy = PageSecurityPolicy(frameAncestors: self.pageAuthentication.options.frameAncestors)
        return page.response(status, with: [policy.field()] + more)
    }

    /// Counts what becomes of people who want to sign in.
    ///
    /// - Parameter result: A word of our own.
    private static func count(_ result: String) {
        Counter(label: "callcard_sign_ins_total", dimensions: [("result", result)]).increment()
    }
}

/// The page that a person wanted before they were sent to sign in.
enum SignInTarget {
    /// `/sign-in`, with the page's path to come back to.
    static func redirect(from request: Request) -> Response {
        let path = request.uri.path
        let isHome = path == "/" || !Self.isOurs(path)
        // Such a path has nothing in it that a query would have to escape.
        return Self.redirect(to: isHome ? "/sign-in" : "/sign-in?to=\(path)")
    }

    /// The path that a request to sign in brings along; `/` where it brings none that is ours.
    static func path(in request: Request) -> String {
        guard let text = request.uri.queryParameters["to"].map(String.init), Self.isOurs(text) else { return "/" }
        return text
    }

    /// 303 (RFC 9110, 15.4.4), kept by nobody.
    static func redirect(to address: String, with more: [HTTPField] = []) -> Response {
        var headers = HTTPFields()
        headers[.location] = address
        headers[.cacheControl] = "no-store"
        for field in more { headers.append(field) }
        return Response(status: .seeOther, headers: headers)
    }

    /// Whether a path leads to a page of ours and nowhere else: no host, no query, no sign-in that would lead round in a circle.
    private static func isOurs(_ path: String) -> Bool {
        path == "/try"
            || path.hasPrefix("/services/") && path.utf8.count <= 200
                && path.utf8.allSatisfy { byte in
                    switch byte {
                    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x2F, 0x5F, 0x7E: true
                    default: false
                    }
                }
    }
}
