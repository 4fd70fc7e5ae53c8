import CallModel
import OutboundHTTP
import StrictJSON

/// Carries requests to a CRM and brings its answers: with time limits, with a token where one is needed, and a second time with a
/// fresh one where the CRM refuses it.
struct CRMClient: Sendable {
    /// `nil` where the credentials need no token.
    let tokens: TokenCache?
    /// The manifest's `refused`.
    let refused: (any JSONQuery)?
    let transport: any HTTPTransport
    let time: any TimeSource

    /// The answer to `call`, whatever its status, unless it refuses our credentials.
    ///
    /// - Throws: ``ConnectorError/authError`` for status 401, and for an answer that `refused` says is as much.
    func answer(
        to call: HTTPCall, until end: MonotonicTime, note: (ConnectorEvent) -> Void
    ) async throws(ConnectorError) -> HTTPAnswer {
        guard let tokens = self.tokens else {
            let answer = try await self.send(call, until: end)
            if try await self.isRefused(answer, until: end, note: note) { throw .authError }
            return answer
        }
        let token = try await tokens.token()
        let answer = try await self.send(tokens.signed(call, with: token), until: end)
        guard try await self.isRefused(answer, until: end, note: note) else { return answer }
        // It may have been taken back, or the clocks differ: a fresh one is tried once, and then the refusal is meant.
        tokens.drop(token)
        let fresh = try await tokens.token()
        call.repeats?.set()
        let second = try await self.send(tokens.signed(call, with: fresh), until: end)
        if try await self.isRefused(second, until: end, note: note) { throw .authError }
        return second
    }

    /// Time until `end`, more than zero.
    func left(until end: MonotonicTime) throws(ConnectorError) -> Duration {
        let left = end - self.time.monotonicNow()
        guard left > .zero else { throw .timeout }
        return left
    }

    private func send(_ call: HTTPCall, until end: MonotonicTime) async throws(ConnectorError) -> HTTPAnswer {
        let call = call.limited(to: try self.left(until: end))
        do throws(TransportError) {
            return try await self.transport.send(call)
        } catch {
            throw ConnectorError(error)
        }
    }

    private func isRefused(
        _ answer: HTTPAnswer, until end: MonotonicTime, note: (ConnectorEvent) -> Void
    ) async throws(ConnectorError) -> Bool {
        if answer.status == 401 { return true }
        guard let refused = self.refused, (200...299).contains(answer.status), answer.status != 204,
            AnswerCheck.isJSON(answer.header("content-type"))
        else { return false }
        do throws(JSONQueryError) {
            let results = try await refused.run(on: answer.body, variables: [:], within: try self.timeForQuery(until: end))
            return results.contains { $0 == Array("true".utf8) }
        } catch {
            throw ConnectorError(error, part: "refused", note: note)
        }
    }

    private func timeForQuery(until end: MonotonicTime) throws(JSONQueryError) -> Duration {
        let left = end - self.time.monotonicNow()
        guard left > .zero else { throw .timeout }
        return left
    }
}

extension HTTPCall {
    /// The call with `left` as its time. However much that is, a CRM that can't be reached in half a second is not there.
    func limited(to left: Duration) -> HTTPCall {
        var call = self
        call.limits.total = left
        call.limits.connect = min(.milliseconds(500), left)
        return call
    }
}
