internal import HTTPTypes
internal import Hummingbird
internal import NIOCore

/// A page of a few words and a way on. It needs no script.
struct PlainPage: Sendable {
    /// The heading.
    let title: String
    /// Paragraphs.
    let text: [String]
    /// The link to follow next: its words and an address of this server.
    var way: (label: String, address: String)?
    /// Whether the way on changes something: then it is a button that posts, which nobody follows by looking ahead.
    var posts = false

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
            let (label, address) = (Self.escape(way.label), Self.escape(way.address))
            return self.posts
                ? "\n    <form method=\"post\" action=\"\(address)\"><p><button class=\"button primary\">\(label)</button></p></form>"
                : "\n    <p><a class=\"button primary\" href=\"\(address)\">\(label)</a></p>"
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

/// The pages that are shown while people sign in and out.
extension PlainPage {
    private static let again = (label: "Sign in", address: "/sign-in")
    private static let freshLinks =
        "New links are printed when Callcard starts, and when it reloads its configuration (SIGHUP, callcard reload)."

    /// The page where no account is set up to sign in with: it names the sign-in links, if the server has any.
    static func links(_ hasNone: Bool) -> PlainPage {
        hasNone
            ? PlainPage("Sign in", "This Callcard has no way to sign in. Its operator sets one up under pages.signIn.")
            : PlainPage(
                "Sign in", "This Callcard signs you in by a link that it has printed where it was started. \(Self.freshLinks)")
    }

    static let signedOut = PlainPage(
        "Signed out", "You are signed out of Callcard. With your organisation's account you may still be signed in elsewhere.",
        way: Self.again)

    static let tryAgain = PlainPage(
        "Signing in did not work", "It took too long, or was begun in another window or browser. Nothing was changed.",
        way: ("Try again", "/sign-in"))

    static let cancelled = PlainPage(
        "Not signed in", "Signing in was cancelled, or your organisation does not allow it for you.",
        way: ("Try again", "/sign-in"))

    static let unavailable = PlainPage(
        "Signing in is not possible now",
        "The sign-in of your organisation does not answer as it should. Calls go on; please try again soon.",
        way: ("Try again", "/sign-in"))

    static let stranger = PlainPage(
        "No part in Callcard", "Your account is good, but it has no role here. Whoever looks after Callcard can give you one.",
        way: ("Use another account", "/sign-in"))

    static let elsewhere = PlainPage(
        "Not done", "This request did not come from a page of Callcard, so nothing was done.", way: ("My Sessions", "/"))

    static let tooManySignIns = PlainPage(
        "Too many sign-ins",
        "You have signed in very often today. Sign in again in some hours, or ask whoever looks after Callcard.",
        way: ("My Sessions", "/"))

    static let tooManyGroups = PlainPage(
        "Too many groups",
        "Your account has more groups with a meaning here than Callcard can keep. Ask whoever looks after Callcard.",
        way: ("Use another account", "/sign-in"))

    /// The page of a sign-in link that was not used.
    static func link(of user: String, address: String) -> PlainPage {
        var page = PlainPage(
            "Sign in", "This link signs you in once, in this browser.", way: ("Sign in as \(user)", address))
        page.posts = true
        return page
    }

    static let usedLink = PlainPage(
        "This link has been used",
        "A sign-in link works once. If that was not you, ask whoever runs this Callcard. \(Self.freshLinks)",
        way: ("My Sessions", "/"))

    static let unknownLink = PlainPage(
        "This link leads nowhere", "It is from an earlier start, or not whole. \(Self.freshLinks)", way: ("My Sessions", "/"))
}
