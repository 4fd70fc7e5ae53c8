internal import HTTPTypes
internal import Hummingbird

/// The page that somebody wanted before they were sent to sign in.
enum SignInTarget {
    /// `/sign-in`, with the page's path to come back to.
    static func redirect(from request: Request) -> Response {
        let path = request.uri.path
        let isHome = path == "/" || !Self.isOurs(path)
        // Such a path has nothing in it that a query would have to escape.
        return Self.redirect(to: isHome ? "/sign-in" : "/sign-in?to=\(path)")
    }

    /// The path that a request to sign in brings along; `/` where it brings none that is ours.
    static func path(in request: Request) -> String {
        guard let text = request.uri.queryParameters["to"].map(String.init), Self.isOurs(text) else { return "/" }
        return text
    }

    /// 303 (RFC 9110, 15.4.4), kept by nobody.
    static func redirect(to address: String, with more: [HTTPField] = []) -> Response {
        var headers = HTTPFields()
        headers[.location] = address
        headers[.cacheControl] = "no-store"
        for field in more { headers.append(field) }
        return Response(status: .seeOther, headers: headers)
    }

    /// Whether a path leads to a page of ours and nowhere else: no host, no query, no sign-in that would lead round in a circle.
    private static func isOurs(_ path: String) -> Bool {
        path == "/try"
            || path.hasPrefix("/services/") && path.utf8.count <= 200
                && path.utf8.allSatisfy { byte in
                    switch byte {
                    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x2F, 0x5F, 0x7E: true
                    default: false
                    }
                }
    }
}
