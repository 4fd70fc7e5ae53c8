package import CallModel
package import OutboundHTTP

/// Carries a connector's requests and brings the answers: with time limits, with a token where one is needed, and a second time
/// with a fresh one where the other side refuses it.
package struct ConnectorClient: Sendable {
    private let tokens: TokenCache?
    private let refused: (any JSONQuery)?
    private let limited: (any JSONQuery)?
    private let accept: [String]
    private let pacer: RequestPacer?
    private let transport: any HTTPTransport
    private let time: any TimeSource

    /// - Parameters:
    ///   - tokens: `nil` where the credentials need no token.
    ///   - refused: The manifest's `refused`; `nil` where status 401 alone says that credentials were refused.
    ///   - limited: The manifest's `limited`; `nil` where status 429 alone asks us to wait.
    ///   - accept: As ``AnswerCheck/isJSON(_:accept:)``.
    ///   - pacer: `nil` where requests need not wait for their turn.
    package init(
        tokens: TokenCache? = nil, refused: (any JSONQuery)? = nil, limited: (any JSONQuery)? = nil, accept: [String] = [],
        pacer: RequestPacer? = nil, transport: any HTTPTransport, time: any TimeSource
    ) {
        self.tokens = tokens
        self.refused = refused
        self.limited = limited
        self.accept = accept
        self.pacer = pacer
        self.transport = transport
        self.time = time
    }

    /// What is wrong with the connector's refresh token, in words for the operator; `nil` where nothing is, and for other credentials.
    package var trouble: String? { self.tokens?.trouble }

    /// The answer to `call`, whatever its status, unless it refuses our credentials.
    ///
    /// - Parameters:
    ///   - end: Until when it may take, all attempts together.
    ///   - onEvent: Called where `refused` or `limited` can't read the answer.
    /// - Throws: ``ConnectorError/authError`` for status 401, and for an answer that `refused` says is as much;
    ///   ``ConnectorError/http429(retryAfter:)`` for an error that `limited` says is a limit, whatever its status: no token is at fault then.
    package func answer(
        to call: HTTPCall, until end: MonotonicTime, onEvent: (ConnectorEvent) -> Void
    ) async throws(ConnectorError) -> HTTPAnswer {
        guard let tokens = self.tokens else {
            let answer = try await self.send(call, until: end, onEvent: onEvent)
            if try await self.isRefused(answer, until: end, onEvent: onEvent) { throw .authError }
            return answer
        }
        let token = try await tokens.token()
        let answer = try await self.send(tokens.signed(call, with: token), until: end, onEvent: onEvent)
        guard try await self.isRefused(answer, until: end, onEvent: onEvent) else { return answer }
        // It may have been taken back, or the clocks differ: a fresh one is tried once, and then the refusal is meant.
        tokens.drop(token)
        let fresh = try await tokens.token()
        call.repeats?.set()
        let second = try await self.send(tokens.signed(call, with: fresh), until: end, onEvent: onEvent)
        if try await self.isRefused(second, until: end, onEvent: onEvent) { throw .authError }
        return second
    }

    /// Whether there is a body to read, as ``AnswerCheck/hasRecords(_:notFound:accept:now:)`` says.
    package func hasRecords(_ answer: HTTPAnswer, notFound: Set<Int>) throws(ConnectorError) -> Bool {
        try AnswerCheck.hasRecords(answer, notFound: notFound, accept: self.accept, now: self.time.wallNow())
    }

    /// Time until `end`, more than zero.
    ///
    /// - Throws: ``ConnectorError/timeout`` where none is left.
    package func left(until end: MonotonicTime) throws(ConnectorError) -> Duration {
        let left = end - self.time.monotonicNow()
        guard left > .zero else { throw .timeout }
        return left
    }

    private func send(
        _ call: HTTPCall, until end: MonotonicTime, onEvent: (ConnectorEvent) -> Void
    ) async throws(ConnectorError) -> HTTPAnswer {
        let left = try self.left(until: end)
        if let pacer = self.pacer { try await pacer.waitForTurn(until: end) }
        let call = call.limited(to: self.pacer == nil ? left : try self.left(until: end))
        let answer: HTTPAnswer
        do throws(TransportError) {
            answer = try await self.transport.send(call)
        } catch {
            throw ConnectorError(error)
        }
        if try await self.isLimit(answer, until: end, onEvent: onEvent) {
            let wait = AnswerCheck.retryAfter(answer, self.time.wallNow())
            throw .http429(retryAfter: wait ?? Self.pauseAfterLimit)
        }
        return answer
    }

    /// The pause after an error that `limited` says is a limit and that names no time. Such limits are mostly those of an hour or a day;
    /// asking every second would be in vain, and a minute too long where one was of a second.
    static let pauseAfterLimit = Duration.seconds(10)

    /// Whether an error is a limit. An error that `limited` can't read is none: it may come from anybody on the way.
    private func isLimit(
        _ answer: HTTPAnswer, until end: MonotonicTime, onEvent: (ConnectorEvent) -> Void
    ) async throws(ConnectorError) -> Bool {
        guard let limited = self.limited, answer.status >= 400, answer.status != 429,
            AnswerCheck.isJSON(answer.header("content-type"), accept: self.accept)
        else { return false }
        let left = try self.left(until: end)
        do throws(JSONQueryError) {
            return try await limited.run(on: answer.body, variables: [:], within: left).contains { $0 == Array("true".utf8) }
        } catch .failed, .invalidDocument, .tooLarge {
            onEvent(.unusable(part: "limited"))
            return false
        } catch {
            throw ConnectorError(error, part: "limited", onEvent: onEvent)
        }
    }

    private func isRefused(
        _ answer: HTTPAnswer, until end: MonotonicTime, onEvent: (ConnectorEvent) -> Void
    ) async throws(ConnectorError) -> Bool {
        if answer.status == 401 { return true }
        guard let refused = self.refused, (200...299).contains(answer.status), answer.status != 204,
            AnswerCheck.isJSON(answer.header("content-type"), accept: self.accept)
        else { return false }
        let left = try self.left(until: end)
        do throws(JSONQueryError) {
            let results = try await refused.run(on: answer.body, variables: [:], within: left)
            return results.contains { $0 == Array("true".utf8) }
        } catch {
            throw ConnectorError(error, part: "refused", onEvent: onEvent)
        }
    }
}

extension HTTPCall {
    /// The call with `left` as its time. However much that is, a server that can't be reached in half a second is not there.
    func limited(to left: Duration) -> HTTPCall {
        var call = self
        call.limits.total = left
        call.limits.connect = min(.milliseconds(500), left)
        return call
    }
}
