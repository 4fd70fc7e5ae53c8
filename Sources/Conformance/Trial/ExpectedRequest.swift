import ConnectorHTTP
import OutboundHTTP
import StrictJSON

/// A request that a fixture expects.
struct ExpectedRequest: Sendable {
    /// The keys under which a fixture writes it, beside `method`.
    static let keys = ["url", "headers", "body", "form"]

    let method: String
    /// The whole URL, as it must be sent; `nil` for any.
    let url: String?
    /// Headers that must be among those sent.
    let headers: [(name: String, value: String)]
    /// `nil` for none.
    let body: Body?

    /// The body that must be sent.
    enum Body: Sendable {
        /// JSON, compared by value.
        case json(String)
        /// The text of a form, compared as it is.
        case form(String)
    }

    /// The differences between a request and this one. For fixtures only: values are shown.
    func differences(from request: HTTPCall) -> [String] {
        var problems: [String] = []
        if request.method != self.method { problems.append("method is \(request.method), expected \(self.method)") }
        if let url = self.url, request.url != url { problems.append("url is \(request.url), expected \(url)") }
        for (name, value) in self.headers where Self.header(name, of: request) != value {
            problems.append("header \(name) is not the expected one")
        }
        if !self.hasSameBody(as: request) {
            let sent = request.body.map { String(decoding: $0, as: UTF8.self) } ?? "absent"
            problems.append("body is \(sent), expected \(self.body?.text ?? "none")")
        }
        return problems
    }

    private func hasSameBody(as request: HTTPCall) -> Bool {
        let isForm = Self.header("content-type", of: request) == QueryText.formType
        switch (self.body, request.body) {
        case (nil, nil): return true
        case (.form(let text)?, let sent?): return isForm && Array(text.utf8) == sent
        case (.json(let text)?, let sent?):
            guard !isForm, let left = try? StrictJSON.parse(sent), let right = try? StrictJSON.parse(Array(text.utf8)) else {
                return false
            }
            // The order of members and the white space mean nothing.
            return left.sorted() == right.sorted()
        default: return false
        }
    }

    private static func header(_ name: String, of request: HTTPCall) -> String? {
        request.headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }
}

extension ExpectedRequest.Body {
    /// What the fixture says, in words for its writer.
    fileprivate var text: String {
        switch self {
        case .json(let text): text
        case .form(let text): "the form \(text)"
        }
    }
}

extension JSONValue {
    /// The value with the members of each object in the order of their names.
    fileprivate func sorted() -> JSONValue {
        switch self {
        case .array(let elements): .array(elements.map { $0.sorted() })
        case .object(let object):
            .object(JSONObject(object.members.map { (name: $0.name, value: $0.value.sorted()) }.sorted { $0.name < $1.name }))
        default: self
        }
    }
}
