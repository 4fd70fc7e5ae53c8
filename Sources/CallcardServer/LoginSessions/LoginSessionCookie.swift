internal import HTTPTypes

/// The cookies of signing in (RFC 6265bis): out of scripts' reach, and for this host alone.
struct LoginSessionCookie: Hashable, Sendable {
    /// Whether browsers reach us by TLS. Without it, on one's own machine, a cookie can't be bound to its host by name.
    let isSecure: Bool
    /// Whether pages may be inside of others' frames: only then it is sent there, kept apart for each page around it.
    let isFramed: Bool

    /// The name of the login session's cookie.
    var name: String { self.isSecure ? "__Host-callcard" : "callcard" }
    /// The beginning of the names of cookies that a browser has while it is being signed in, one for each attempt.
    var attemptName: String { self.isSecure ? "__Host-callcard-sign-in" : "callcard-sign-in" }

    /// The values of a cookie in a request, in the order in which they came. A browser sends several of one name where another path, or
    /// without TLS another server on this host, has set one, too.
    func values(_ name: String, in headers: HTTPFields) -> [Substring] {
        self.all(beginning: name, in: headers).filter { $0.name == name }.map(\.value)
    }

    /// The cookies of a request whose names begin so.
    func all(beginning start: String, in headers: HTTPFields) -> [(name: String, value: Substring)] {
        var found: [(name: String, value: Substring)] = []
        for line in headers[values: .cookie] {
            for pair in line.split(separator: ";") {
                let pair = pair.drop { $0 == " " }
                guard pair.hasPrefix(start), let equals = pair.firstIndex(of: "=") else { continue }
                found.append((String(pair[..<equals]), pair[equals...].dropFirst()))
            }
        }
        return found
    }

    /// A line that has the browser keep a value until it is closed, or for `seconds`; 0 takes it away.
    ///
    /// - Parameter path: The paths for which the browser sends it, where its name is not bound to the whole host.
    func line(_ name: String, _ value: String, path: String = "/", seconds: Int? = nil) -> HTTPField {
        var line = "\(name)=\(value); Path=\(self.isSecure ? "/" : path); HttpOnly"
        if self.isSecure { line += "; Secure" }
        line += self.isFramed && self.isSecure ? "; SameSite=None; Partitioned" : "; SameSite=Lax"
        if let seconds { line += "; Max-Age=\(seconds)" }
        return HTTPField(name: .setCookie, value: line)
    }
}
