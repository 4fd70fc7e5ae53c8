internal import Application
internal import CallModel
internal import HTTPTypes
internal import Hummingbird
internal import StrictJSON

/// An error answer: RFC 9457 `application/problem+json`. It never repeats what was sent.
struct Problem: Error, Hashable, Sendable {
    /// One thing wrong in a request.
    struct Fault: Hashable, Sendable {
        /// The place of the fault: a JSON Pointer (RFC 6901), or `file:line` for a configuration.
        let pointer: String
        /// The kind of fault.
        let code: ProblemCode
        /// The advice on the fault.
        let detail: String?

        init(_ pointer: String, _ code: ProblemCode, _ detail: String? = nil) {
            self.pointer = pointer
            self.code = code
            self.detail = detail
        }
    }

    let code: ProblemCode
    /// The reason and the advice, in words for people; no number, name or secret.
    let detail: String
    /// The faults of the request; empty for other reasons.
    let faults: [Fault]
    /// When it makes sense to try again; for 429 and 503.
    let retryAfter: Duration?
    /// Methods that the resource has; for 405.
    let allow: [String]
    /// Further header fields of the answer.
    let fields: [HTTPField]

    init(
        _ code: ProblemCode, _ detail: String, faults: [Fault] = [], retryAfter: Duration? = nil, allow: [String] = [],
        fields: [HTTPField] = []
    ) {
        self.code = code
        self.detail = detail
        self.faults = faults
        self.retryAfter = retryAfter
        self.allow = allow
        self.fields = fields
    }

    /// The answer to clients that would show whatever it says: none but 405 tells that something is wrong.
    var silentResponse: Response {
        var response = Response(status: self.code.status == .methodNotAllowed ? .methodNotAllowed : .ok)
        response.headers[.cacheControl] = "no-store"
        if !self.allow.isEmpty { response.headers[.allow] = self.allow.joined(separator: ", ") }
        return response
    }

    /// The answer.
    var response: Response {
        var response = Response(json: self.document, status: self.code.status, type: "application/problem+json")
        if self.code == .unauthenticated { response.headers[.wwwAuthenticate] = "Bearer" }
        for field in self.advice { response.headers.append(field) }
        return response
    }

    /// The header fields that say what would be answered otherwise, for programs and for browsers.
    var advice: [HTTPField] {
        var advice = self.fields
        if let retryAfter {
            advice.append(HTTPField(name: .retryAfter, value: String(max(1, retryAfter.components.seconds))))
        }
        if !self.allow.isEmpty { advice.append(HTTPField(name: .allow, value: self.allow.joined(separator: ", "))) }
        return advice
    }

    /// The answer's body.
    var document: [UInt8] {
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
        return writer.bytes
    }
}

/// An error that says itself what is answered.
protocol ProblemConvertible: Error {
    /// The answer to the request that met the error.
    var problem: Problem { get }
}

extension Problem: ProblemConvertible {
    var problem: Problem { self }
}

extension Refusal: ProblemConvertible {
    var problem: Problem {
        Problem(
            ProblemCode(self.code), self.detail, faults: self.faults.map(Problem.Fault.init), retryAfter: self.retryAfter)
    }
}

extension ReloadFailure: ProblemConvertible {
    var problem: Problem {
        let count = self.faults.count
        return Problem(
            .invalidValue, "The configuration has \(count) error\(count == 1 ? "" : "s"); the old one stays in force.",
            faults: self.faults.map { Problem.Fault($0.place, .invalidValue, $0.message) })
    }
}

extension Refusal.Fault {
    /// The member at fault as a JSON Pointer (RFC 6901).
    var pointer: String { JSONPointer(self.member).text }
}

extension Problem.Fault {
    fileprivate init(_ fault: Refusal.Fault) {
        self.init(fault.pointer, ProblemCode(fault.code), fault.detail)
    }
}
