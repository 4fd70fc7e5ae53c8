internal import CallModel
internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import StrictJSON

/// An error answer: RFC 9457 `application/problem+json`. It never repeats what was sent.
public struct Problem: Error, Sendable {
    /// One thing wrong in a request's body.
    public struct Fault: Hashable, Sendable {
        /// Where, as a JSON Pointer (RFC 6901), or `file:line` for a configuration.
        public let pointer: String
        public let code: ProblemCode
        /// What to do about it.
        public let detail: String?

        public init(_ pointer: String, _ code: ProblemCode, _ detail: String? = nil) {
            self.pointer = pointer
            self.code = code
            self.detail = detail
        }
    }

    public let code: ProblemCode
    /// Helps the one who reads it; no number, name or secret.
    public let detail: String
    public let faults: [Fault]
    /// When it makes sense to try again; for 429 and 503.
    public let retryAfter: Duration?
    /// Methods that the resource has; for 405.
    public let allow: [String]

    public init(_ code: ProblemCode, _ detail: String, faults: [Fault] = [], retryAfter: Duration? = nil, allow: [String] = []) {
        self.code = code
        self.detail = detail
        self.faults = faults
        self.retryAfter = retryAfter
        self.allow = allow
    }

    /// A 422 for one or more faults; its code is that of the first.
    static func unprocessable(_ faults: [Fault]) -> Problem {
        let first = faults.first ?? Fault("", .invalidValue)
        let detail = first.detail ?? "Something in the body can't be used; see errors."
        return Problem(first.code, detail, faults: faults)
    }
}

extension Problem {
    var response: Response {
        var writer = JSONWriter(capacity: 256)
        writer.object { writer in
            writer.member("type", "about:blank")
            writer.member("title", self.code.status.reasonPhrase)
            writer.member("status", self.code.status.code)
            writer.member("code", self.code.rawValue)
            writer.member("detail", self.detail)
            guard !self.faults.isEmpty else { return }
            writer.array("errors") { writer in
                for fault in self.faults {
                    writer.object { writer in
                        writer.member("pointer", fault.pointer)
                        writer.member("code", fault.code.rawValue)
                        writer.member("detail", fault.detail)
                    }
                }
            }
        }
        var response = Response(json: writer.bytes, status: self.code.status, type: "application/problem+json")
        if self.code == .unauthenticated { response.headers[.wwwAuthenticate] = "Bearer" }
        if let retryAfter { response.headers[.retryAfter] = String(max(1, retryAfter.components.seconds)) }
        if !self.allow.isEmpty { response.headers[.allow] = self.allow.joined(separator: ", ") }
        return response
    }
}
