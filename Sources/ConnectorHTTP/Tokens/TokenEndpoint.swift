package import CallModel
package import Manifests
package import OutboundHTTP

/// The source of a connector's tokens: the call, how its answer is read, and where a token stands in a request.
package struct TokenEndpoint: Sendable, Redacted {
    private let call: HTTPCall
    private let assertion: ClientAssertion?
    private let reader: TokenReader
    private let headerName: String
    /// Around the token.
    private let headerParts: [String]
    private let accept: [String]
    private let total: Duration
    private let transport: any HTTPTransport
    private let time: any TimeSource
    private let onEvent: @Sendable (ConnectorEvent) -> Void

    /// - Parameters:
    ///   - accept: As ``AnswerCheck/isJSON(_:accept:)``.
    ///   - onEvent: Called where an answer holds no token.
    /// - Returns: `nil` where `auth` needs no token.
    /// - Throws: Where a setting has no value, or holds what its place can't.
    package init?(
        _ auth: ManifestAuth, accept: [String] = [], settings: ConnectorSettings, transport: any HTTPTransport,
        compiler: any JSONQueryCompiler,
        time: any TimeSource, onEvent: @escaping @Sendable (ConnectorEvent) -> Void
    ) throws(ConnectorBuildError) {
        let maker = TokenRequestMaker(settings: settings)
        switch auth {
        case .none, .bearer, .basic, .header, .query, .body: return nil
        case .oauth(let oauth):
            self.call = try maker.call(oauth)
            self.assertion = try maker.assertion(oauth, for: self.call)
            self.reader = .oauth
            self.headerName = "Authorization"
            self.headerParts = ["Bearer ", ""]
        case .signIn(let signIn):
            self.call = try maker.call(signIn)
            self.assertion = nil
            guard let token = try compiler.compile(optional: signIn.token, name: "auth.token") else { return nil }
            self.reader = .programs(
                token: token, lifetime: try compiler.compile(optional: signIn.lifetime, name: "auth.lifetime"),
                settings: settings.json)
            self.headerName = signIn.headerName
            self.headerParts = try maker.headerParts(signIn.headerValue)
        }
        self.accept = accept
        self.total = settings.total
        self.transport = transport
        self.time = time
        self.onEvent = onEvent
    }

    /// Asks for a token, in the time that a question may take.
    func token() async throws(ConnectorError) -> IssuedToken {
        let end = self.time.monotonicNow() + self.total
        let call = try self.assertion?.signed(self.call, at: self.time.wallNow()) ?? self.call
        let answer: HTTPAnswer
        do throws(TransportError) {
            answer = try await self.transport.send(call.limited(to: self.total))
        } catch {
            throw ConnectorError(error)
        }
        // RFC 6749, 5.2: a client that is refused is mostly told so with 400.
        if answer.status == 400 { throw .authError }
        guard try AnswerCheck.hasRecords(answer, notFound: [], accept: self.accept, now: self.time.wallNow()) else {
            throw .badPayload
        }
        let left = end - self.time.monotonicNow()
        guard left > .zero else { throw .timeout }
        return try await self.reader.read(answer.body, within: left, onEvent: self.onEvent)
    }

    /// The header that shows `token` to the CRM.
    func header(_ token: ActiveToken) -> (name: String, value: String) {
        (self.headerName, self.headerParts.joined(separator: token.text))
    }
}
