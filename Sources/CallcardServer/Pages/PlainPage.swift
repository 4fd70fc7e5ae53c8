internal import HTTPTypes
internal import Hummingbird
internal import NIOCore

/// A page of a few words and a way on. It needs no script.
struct PlainPage: Sendable {
    let title: String
    let text: [String]
    /// What to do next: words and an address of ours.
    var way: (label: String, address: String)?

    init(_ title: String, _ text: String..., way: (label: String, address: String)? = nil) {
        self.title = title
        self.text = text
        self.way = way
    }

    /// A problem, told to a person.
    init(_ problem: Problem) {
        self.init(problem.code.status.reasonPhrase, problem.detail, way: ("My Sessions", "/"))
    }

    func response(_ status: HTTPResponse.Status = .ok, with more: [HTTPField] = []) -> Response {
        var headers = HTTPFields()
        headers[.contentType] = "text/html; charset=utf-8"
        headers[.cacheControl] = "no-store"
        if !more.contains(where: { $0.name == .contentSecurityPolicy }) {
            headers.append(PageSecurityPolicy(frameAncestors: []).field())
        }
        for field in more { headers.append(field) }
        return Response(status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(string: self.html)))
    }

    private var html: String {
        let paragraphs = self.text.map { "    <p>\(Self.escape($0))</p>" }.joined(separator: "\n")
        let way = self.way.map { way in
            "\n    <p><a class=\"button primary\" href=\"\(Self.escape(way.address))\">\(Self.escape(way.label))</a></p>"
        }
        return """
            <!DOCTYPE html>
            <html lang="en">
            <head>
              <meta charset="utf-8">
              <meta name="viewport" content="width=device-width, initial-scale=1">
              <meta name="color-scheme" content="light dark">
              <title>\(Self.escape(self.title)) · Callcard</title>
              <link rel="icon" href="/assets/callcard.svg" type="image/svg+xml">
              <link rel="stylesheet" href="/assets/tokens.css">
              <link rel="stylesheet" href="/assets/base.css">
              <link rel="stylesheet" href="/assets/controls.css">
              <link rel="stylesheet" href="/assets/plain.css">
            </head>
            <body>
              <main class="plain-page">
                <img src="/assets/callcard.svg" alt="" width="40" height="40">
                <h1>\(Self.escape(self.title))</h1>
            \(paragraphs)\(way ?? "")
              </main>
            </body>
            </html>

            """
    }

    private static func escape(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing("\"", with: "&quot;")
    }
}
