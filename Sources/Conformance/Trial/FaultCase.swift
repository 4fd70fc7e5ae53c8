import CallModel
import Manifests
import OutboundHTTP

/// A fault that every CRM has sooner or later, and the outcome that it must have.
struct FaultCase: Sendable {
    let name: String
    /// The answer to every request.
    let answer: Result<HTTPAnswer, TransportError>
    /// The outcome that the question must have; `miss` for no finding and no error.
    let outcome: Outcome

    /// The faults that every connector is tried with.
    ///
    /// - Parameters:
    ///   - kind: A flow may answer with nothing, and with members that we don't know.
    ///   - hit: The body of a recorded answer with records in it.
    ///   - notFound: Statuses that mean "nothing known" to this connector.
    static func all(of kind: ConnectorManifest.Kind, hit: [UInt8], notFound: Set<Int>) -> [FaultCase] {
        let silence = kind == .flow ? Outcome.miss : .badPayload
        let json = "application/json"
        let page = "<!DOCTYPE html><html><title>Sign in</title></html>"
        var cases = [
            Self.status(401, .authError), Self.status(403, .authError),
            Self.status(404, notFound.contains(404) ? .miss : .http4xx),
            Self.status(400, notFound.contains(400) ? .miss : .http4xx), Self.status(429, .http429), Self.status(500, .http5xx),
            Self.status(503, .http5xx),
            Self.status(302, .redirectRefused), Self.status(204, .miss),
            Self.body("empty body", "", json, silence),
            Self.body("HTML instead of JSON", page, "text/html; charset=utf-8", .badPayload),
            Self.body("HTML that calls itself JSON", page, json, .badPayload),
            Self.body("truncated", String(decoding: hit.prefix(hit.count / 2), as: UTF8.self), json, .badPayload),
            Self.body("answer and more", String(decoding: hit + hit, as: UTF8.self), json, .badPayload),
            FaultCase(name: "slow", answer: .failure(.timeout), outcome: .timeout),
            FaultCase(name: "nobody listens", answer: .failure(.connect), outcome: .connectError),
            FaultCase(name: "too large", answer: .failure(.tooLarge), outcome: .tooLarge),
        ]
        for wrong in ["null", "true", "17", "\"text\"", "[[]]", "[\"text\"]"] {
            cases.append(Self.body("unexpected \(wrong)", wrong, json, .badPayload))
        }
        cases.append(Self.body("unknown members", "{\"error\":\"text\"}", json, silence))
        return cases
    }

    /// The faults of token endpoints.
    static var signIn: [FaultCase] {
        let json = "application/json"
        return [
            Self.status(400, .authError), Self.status(401, .authError), Self.status(403, .authError),
            Self.status(404, .http4xx), Self.status(429, .http429), Self.status(500, .http5xx),
            Self.status(302, .redirectRefused), Self.status(204, .badPayload),
            Self.body("empty body", "", json, .badPayload),
            Self.body("HTML instead of JSON", "<!DOCTYPE html><html></html>", "text/html", .badPayload),
            Self.body("answer without a token", "{}", json, .badPayload),
            Self.body("unexpected null", "null", json, .badPayload),
            FaultCase(name: "slow", answer: .failure(.timeout), outcome: .timeout),
            FaultCase(name: "nobody listens", answer: .failure(.connect), outcome: .connectError),
        ]
    }

    private static func status(_ status: Int, _ outcome: Outcome) -> FaultCase {
        let headers = [(name: "content-type", value: "application/json"), (name: "location", value: "https://crm.example/")]
        return FaultCase(
            name: "\(status)", answer: .success(HTTPAnswer(status: status, headers: headers, body: Array("{}".utf8))),
            outcome: outcome)
    }

    private static func body(_ name: String, _ body: String, _ type: String, _ outcome: Outcome) -> FaultCase {
        let answer = HTTPAnswer(status: 200, headers: [(name: "content-type", value: type)], body: Array(body.utf8))
        return FaultCase(name: name, answer: .success(answer), outcome: outcome)
    }
}
