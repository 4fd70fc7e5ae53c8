import HTTPTypes
import HummingbirdTesting
import NIOCore
import StrictJSON
import Testing

/// A whole answer, with its JSON by path: `items/0/caller/displayName`.
struct Answer: Sendable {
    /// The status code.
    let status: Int
    /// The answer's header fields.
    let headers: HTTPFields
    /// The body, in UTF-8.
    let text: String

    init(_ response: TestResponse) {
        self.status = response.status.code
        self.headers = response.headers
        self.text = String(buffer: response.body)
    }

    /// The value at a path; `nil` where there is none, and where the body is no JSON.
    subscript(path: String) -> JSONValue? {
        var value = try? StrictJSON.parse(Array(self.text.utf8))
        for step in path.split(separator: "/") {
            if let index = Int(step), let elements = value?.arrayValue {
                value = elements.indices.contains(index) ? elements[index] : nil
            } else {
                value = value?.objectValue?[String(step)]
            }
        }
        return value
    }

    /// The text at a path.
    func string(_ path: String) -> String? { self[path]?.stringValue }
    /// The whole number at a path.
    func int(_ path: String) -> Int? { self[path]?.intValue }
    /// `true` or `false` at a path.
    func bool(_ path: String) -> Bool? { self[path]?.boolValue }
    /// The number of elements of the list at a path.
    func count(_ path: String) -> Int? { self[path]?.arrayValue?.count }
    /// The texts of a member of each element of the list at a path.
    func strings(_ path: String, _ member: String) -> [String]? {
        self[path]?.arrayValue?.compactMap { $0.objectValue?[member]?.stringValue }
    }
    /// The names of the members of the object at a path, in their order; of the body itself without one.
    func names(_ path: String = "") -> [String]? { self[path]?.objectValue?.members.map(\.name) }
}

/// Expects a problem as RFC 9457 and the contract have it.
///
/// - Parameter pointers: Where `errors` say that something is wrong; `nil` where there must be none.
func expectProblem(
    _ answer: Answer, _ status: Int, _ code: String, at pointers: [String]? = nil,
    sourceLocation: SourceLocation = #_sourceLocation
) {
    let titles = [
        400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found", 405: "Method Not Allowed", 409: "Conflict",
        412: "Precondition Failed", 413: "Content Too Large", 415: "Unsupported Media Type", 422: "Unprocessable Content",
        428: "Precondition Required", 429: "Too Many Requests", 503: "Service Unavailable",
    ]
    #expect(answer.status == status, sourceLocation: sourceLocation)
    #expect(answer.headers[.contentType] == "application/problem+json", sourceLocation: sourceLocation)
    #expect(answer.headers[.cacheControl] == "no-store", sourceLocation: sourceLocation)
    #expect(answer.string("type") == "about:blank", sourceLocation: sourceLocation)
    #expect(answer.string("title") == titles[status], sourceLocation: sourceLocation)
    #expect(answer.int("status") == status, sourceLocation: sourceLocation)
    #expect(answer.string("code") == code, sourceLocation: sourceLocation)
    #expect(answer.string("detail")?.isEmpty == false, sourceLocation: sourceLocation)
    #expect(answer.strings("errors", "pointer") == pointers, sourceLocation: sourceLocation)
}
