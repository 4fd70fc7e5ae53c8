import OutboundHTTP
import Waiting

/// Passes requests on and keeps them with their answers, for the length of one trial.
final class ExchangeLog: HTTPTransport {
    private struct State {
        var request: Int?
        var exchanges: [Exchange] = []
    }

    /// One request with what came of it.
    struct Exchange: Sendable {
        /// The place in the manifest's `requests`; `nil` before the first.
        let request: Int?
        let call: HTTPCall
        let result: Result<HTTPAnswer, TransportError>

        /// The body in which records are looked for.
        var recordsBody: [UInt8]? {
            guard case .success(let answer) = self.result, (200...299).contains(answer.status), answer.status != 204 else {
                return nil
            }
            return answer.body
        }
    }

    private let transport: any HTTPTransport
    private let state = Lock(State())

    init(_ transport: any HTTPTransport) {
        self.transport = transport
    }

    /// What was sent, in order.
    var exchanges: [Exchange] { self.state.withLock { $0.exchanges } }

    /// Notes that what is sent from now on belongs to this request of the manifest.
    func begin(_ request: Int) { self.state.withLock { $0.request = request } }

    func send(_ request: HTTPCall) async throws(TransportError) -> HTTPAnswer {
        let result: Result<HTTPAnswer, TransportError>
        do throws(TransportError) {
            result = .success(try await self.transport.send(request))
        } catch {
            result = .failure(error)
        }
        self.state.withLock { $0.exchanges.append(Exchange(request: $0.request, call: request, result: result)) }
        return try result.get()
    }
}
