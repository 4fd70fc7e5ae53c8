import OutboundHTTP

/// Gives the same answer to every request.
struct StubTransport: HTTPTransport {
    let answer: Result<HTTPAnswer, TransportError>

    func send(_ request: HTTPCall) async throws(TransportError) -> HTTPAnswer {
        try self.answer.get()
    }
}
