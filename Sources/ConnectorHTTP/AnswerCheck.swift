package import CallModel
package import OutboundHTTP

/// Judges an answer by its status and content type, before its body is read.
package enum AnswerCheck {
    /// Whether there is a body to read: `false` for "asked, nothing known".
    ///
    /// - Parameters:
    ///   - notFound: The request's statuses for "nothing known".
    ///   - accept: As for ``isJSON(_:accept:)``.
    ///   - now: What dates in `Retry-After` are compared with.
    package static func hasRecords(
        _ answer: HTTPAnswer, notFound: Set<Int>, accept: [String] = [], now: WallTime
    ) throws(ConnectorError) -> Bool {
        switch answer.status {
        case 204: return false
        case 200...299:
            guard self.isJSON(answer.header("content-type"), accept: accept) else { throw .badPayload }
            return true
        case 300...399: throw .redirectRefused
        case 401: throw .authError
        case 429: throw .http429(retryAfter: self.retryAfter(answer, now))
        case let status where notFound.contains(status): return false
        case 403: throw .authError
        case 400...499: throw .http4xx
        case 503: throw .http5xx(retryAfter: self.retryAfter(answer, now))
        case 500...599: throw .http5xx(retryAfter: nil)
        default: throw .badPayload
        }
    }

    /// `application/json` or `application/<anything>+json`, in UTF-8 where a charset is named (RFC 8259, 8.1).
    ///
    /// - Parameter accept: Further types that the manifest names, in lower case.
    package static func isJSON(_ contentType: String?, accept: [String] = []) -> Bool {
        guard let contentType else { return false }
        let parts = contentType.lowercased().split(separator: ";", omittingEmptySubsequences: false)
        let type = String(parts[0]).trimmingSpaces()
        let isUsual = type == "application/json" || (type.hasPrefix("application/") && type.hasSuffix("+json"))
        guard isUsual || accept.contains(String(type)) else { return false }
        let charsets = parts.dropFirst().map { String($0).trimmingSpaces() }.filter { $0.hasPrefix("charset=") }
        return charsets.allSatisfy { ["utf-8", "\"utf-8\"", "utf8"].contains($0.dropFirst(8)) }
    }

    /// The pause that an answer asks for; `nil` where it names none.
    static func retryAfter(_ answer: HTTPAnswer, _ now: WallTime) -> Duration? {
        answer.header("retry-after").flatMap { RetryAfter.parse($0, now: now) }
    }
}

extension String {
    /// The text without spaces and tabs around it, which HTTP allows around a header's value.
    func trimmingSpaces() -> Substring {
        var text = self.drop { $0 == " " || $0 == "\t" }
        while text.last == " " || text.last == "\t" { text.removeLast() }
        return text
    }
}
