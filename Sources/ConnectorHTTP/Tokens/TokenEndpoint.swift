package import CallModel
package import Manifests
package import OutboundHTTP
import Waiting

/// The source of a connector's tokens: the call, how its answer is read, and where a token stands in a request.
package struct TokenEndpoint: Sendable, Redacted {
    /// How the request for a token is made.
    private enum Source: Sendable {
        /// It is the same each time.
        case constant(HTTPCall)
        /// It holds a statement that is made anew each time.
        case signed(HTTPCall, ClientAssertion)
        /// It holds the refresh token, which may be another one each time.
        case refreshing(ManifestAuth.OAuth, TokenRequestMaker, any RefreshTokenStore)
    }

    private let source: Source
    private let isOAuth: Bool
    private let reader: TokenReader
    private let headerName: String
    /// Around the token.
    private let headerParts: [String]
    private let accept: [String]
    private let total: Duration
    private let transport: any HTTPTransport
    private let time: any TimeSource
    private let onEvent: @Sendable (ConnectorEvent) -> Void
    private let lastRefusal = LastRefusal()

    /// - Parameters:
    ///   - accept: As ``AnswerCheck/isJSON(_:accept:)``.
    ///   - refreshTokens: Has the refresh token, where `auth` needs one.
    ///   - onEvent: Called where an answer holds no token.
    /// - Returns: `nil` where `auth` needs no token.
    /// - Throws: Where a setting has no value, or holds what its place can't, and where a refresh token has no place.
    package init?(
        _ auth: ManifestAuth, accept: [String] = [], settings: ConnectorSettings,
        refreshTokens: (any RefreshTokenStore)? = nil, transport: any HTTPTransport, compiler: any JSONQueryCompiler,
        time: any TimeSource, onEvent: @escaping @Sendable (ConnectorEvent) -> Void
    ) throws(ConnectorBuildError) {
        let maker = TokenRequestMaker(settings: settings)
        guard let call = try maker.call(auth, refreshToken: "") else { return nil }
        switch auth {
        case .none, .bearer, .basic, .header, .query, .path, .body: return nil
        case .oauth(let oauth):
            if auth.refreshing != nil {
                guard let refreshTokens else { throw ConnectorBuildError(part: "auth", reason: Self.placeRule) }
                self.source = .refreshing(oauth, maker, refreshTokens)
            } else if let assertion = try maker.assertion(oauth, for: call) {
                self.source = .signed(call, assertion)
            } else {
                self.source = .constant(call)
            }
            self.reader = .oauth
            self.headerName = "Authorization"
            self.headerParts = ["Bearer ", ""]
            self.isOAuth = true
        case .signIn(let signIn):
            self.source = .constant(call)
            guard let token = try compiler.compile(optional: signIn.token, name: "auth.token") else { return nil }
            self.reader = .programs(
                token: token, lifetime: try compiler.compile(optional: signIn.lifetime, name: "auth.lifetime"),
                settings: settings.json)
            self.headerName = signIn.headerName
            self.headerParts = try maker.headerParts(signIn.headerValue)
            self.isOAuth = false
        }
        self.accept = accept
        self.total = settings.total
        self.transport = transport
        self.time = time
        self.onEvent = onEvent
    }

    /// Why no connector can be made without a store.
    private static let placeRule = "its refresh token needs a place: name a journal, or refreshTokens with a folder"

    /// Why no token can be had, in words for the operator, or why the next one may not be had; `nil` where all is well or nothing is known.
    var trouble: String? {
        guard case .refreshing(_, _, let store) = self.source else { return nil }
        return self.lastRefusal.words ?? store.trouble
    }

    /// Asks for a token, in the time that a question may take.
    func token() async throws(ConnectorError) -> IssuedToken {
        let end = self.time.monotonicNow() + self.total
        switch self.source {
        case .constant(let call): return try await self.answer(to: call, until: end).get().token
        case .signed(let call, let assertion):
            let call = try assertion.signed(call, at: self.time.wallNow())
            return try await self.answer(to: call, until: end).get().token
        case .refreshing(let oauth, let maker, let store): return try await self.refresh(oauth, maker, store, until: end)
        }
    }

    private func refresh(
        _ oauth: ManifestAuth.OAuth, _ maker: TokenRequestMaker, _ store: any RefreshTokenStore, until end: MonotonicTime
    ) async throws(ConnectorError) -> IssuedToken {
        let result: Result<IssuedToken, ConnectorError>
        do throws(RefreshTokenFailure) {
            result = try await store.exchange(until: end) { refreshToken in
                guard let call = try? maker.call(oauth, refreshToken: refreshToken.revealed()) else {
                    return (.failure(.internal), nil)
                }
                let answer = await self.answer(to: call, until: end, of: store.connector)
                return (answer.map(\.token), (try? answer.get())?.refreshToken)
            }
        } catch {
            self.lastRefusal.set(error.advice(store.connector))
            throw error == .busy ? .timeout : .authError
        }
        if case .success = result { self.lastRefusal.set(nil) }
        return try result.get()
    }

    /// - Parameter connector: Whose refresh token is asked with; `nil` for other credentials.
    private func answer(
        to call: HTTPCall, until end: MonotonicTime, of connector: ConnectorID? = nil
    ) async -> Result<TokenAnswer, ConnectorError> {
        do throws(ConnectorError) {
            let answer = try await self.send(call, until: end)
            if self.isOAuth, let refusal = OAuthRefusal(answer) {
                if let connector { self.lastRefusal.set(refusal.advice(connector)) }
                throw .authError
            }
            // RFC 6749, 5.2: a client that is refused is mostly told so with 400.
            if answer.status == 400 { throw .authError }
            guard try AnswerCheck.hasRecords(answer, notFound: [], accept: self.accept, now: self.time.wallNow()) else {
                throw .badPayload
            }
            let left = end - self.time.monotonicNow()
            guard left > .zero else { throw .timeout }
            return .success(try await self.reader.read(answer.body, within: left, onEvent: self.onEvent))
        } catch {
            return .failure(error)
        }
    }

    private func send(_ call: HTTPCall, until end: MonotonicTime) async throws(ConnectorError) -> HTTPAnswer {
        let left = end - self.time.monotonicNow()
        guard left > .zero else { throw .timeout }
        do throws(TransportError) {
            return try await self.transport.send(call.limited(to: left))
        } catch {
            throw ConnectorError(error)
        }
    }

    /// The header that shows `token` to the CRM.
    func header(_ token: ActiveToken) -> (name: String, value: String) {
        (self.headerName, self.headerParts.joined(separator: token.text))
    }
}

/// Why no token was had the last time, for monitoring.
private final class LastRefusal: Sendable {
    private let state = Lock<String?>(nil)

    /// `nil` where one was had, and before the first time.
    var words: String? { self.state.withLock(\.self) }

    func set(_ words: String?) { self.state.withLock { $0 = words } }
}

extension RefreshTokenFailure {
    /// What the operator can do about it.
    fileprivate func advice(_ connector: ConnectorID) -> String {
        switch self {
        case .missing: "nobody has signed in yet; run callcard connector sign-in \(connector)"
        case .unreadable:
            "its refresh token can't be opened: restore the key of refreshTokens, or run callcard connector sign-in \(connector)"
        case .busy: "its refresh token is in use by another process"
        }
    }
}

extension OAuthRefusal {
    /// What the operator can do about it.
    fileprivate func advice(_ connector: ConnectorID) -> String {
        let code = self.code.map { " (\($0))" } ?? ""
        guard self.endsGrant else { return "the token endpoint refuses this client\(code); check its id, secret and rights" }
        return "its refresh token is good no more\(code); run callcard connector sign-in \(connector)"
    }
}
