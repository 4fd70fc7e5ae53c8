internal import HTTPTypes

/// The cookie of a login session (RFC 6265bis): out of scripts' reach, and for this host alone.
struct LoginSessionCookie: Hashable, Sendable {
    /// Whether browsers reach us by TLS. Without it, on one's own machine, a cookie can't be bound to its host by name.
    let isSecure: Bool
    /// Whether pages may be inside of others' frames: only then it is sent there, kept apart for each page around it.
    let isFramed: Bool

    /// The name of the login session's cookie.
    var name: String { self.isSecure ? "__Host-callcard" : "callcard" }
    /// The name of the cookie that a browser has while it is being signed in.
    var attemptName: String { self.isSecure ? "__Host-callcard-sign-in" : "callcard-sign-in" }

    /// The value of a cookie in a request; the first, where a name comes twice.
    func value(_ name: String, in headers: HTTPFields) -> Substring? {
        for line in headers[values: .cookie] {
            for pair in line.split(separator: ";") {
                let pair = pair.drop { $0 == " " }
                guard pair.utf8.count > name.utf8.count, pair.hasPrefix(name) else { continue }
                let rest = pair.dropFirst(name.count)
                if rest.first == "=" { return rest.dropFirst() }
            }
        }
        return nil
    }

    /// A line that has the browser keep a value until it is closed, or for `seconds`; 0 takes it away.
    func line(_ name: String, _ value: String, seconds: Int? = nil) -> HTTPField {
        var line = "\(name)=\(value); Path=/; HttpOnly"
        if self.isSecure { line += "; Secure" }
        line += self.isFramed && self.isSecure ? "; SameSite=None; Partitioned" : "; SameSite=Lax"
        if let seconds { line += "; Max-Age=\(seconds)" }
        return HTTPField(name: .setCookie, value: line)
    }
}
