import CallModel
import ConnectorHTTP
import FoundationEssentials
import Manifests
import StrictJSON

/// The credentials that are the same in every request: made of `auth` and the settings once. Tokens are not among them.
struct StaticCredentials: Sendable, Redacted {
    private(set) var header: (name: String, value: String)?
    /// Segments before the path of each URL, percent-encoded; may be empty.
    private(set) var path = ""
    /// A pair for the URL's query, percent-encoded.
    private var pair: String?
    private var members: [(pointer: JSONPointer, text: String)] = []

    /// - Throws: Where a setting has no value, or holds what its place can't.
    init(_ auth: ManifestAuth, settings: ConnectorSettings) throws(ConnectorBuildError) {
        switch auth {
        case .none, .oauth, .signIn: break
        case .bearer(let token):
            self.header = ("Authorization", try settings.headerValue(token, part: "auth", prefix: "Bearer "))
        case .basic(let username, let password):
            let name = try settings.filled(username, part: "auth.username")
            // RFC 7617, 2: the first colon ends the name, so the name can't hold one.
            guard !name.contains(":") else { throw ConnectorBuildError(part: "auth.username", reason: "holds a colon") }
            let pair = name + ":" + (try settings.filled(password, part: "auth.password"))
            self.header = ("Authorization", "Basic " + Data(pair.utf8).base64EncodedString())
        case .header(let name, let value): self.header = (name, try settings.headerValue(value, part: "auth"))
        case .query(let name, let value): self.pair = QueryText.pair(name, try settings.filled(value, part: "auth"))
        case .path(let template): self.path = try settings.credentialPath(template, part: "auth")
        case .body(let members):
            for member in members {
                guard let pointer = JSONPointer(member.pointer) else {
                    throw ConnectorBuildError(part: "auth.members", reason: "\(member.pointer) is no JSON pointer")
                }
                self.members.append((pointer, try settings.filled(member.value, part: "auth.members")))
            }
        }
    }

    /// `url` with the credentials in its query, if that is their place.
    func signed(_ url: String) -> String {
        guard let pair = self.pair else { return url }
        return url + (url.contains("?") ? "&" : "?") + pair
    }

    /// `body` with the credentials in it, if that is their place; `nil` where it has no such place.
    func signed(_ body: JSONValue) -> JSONValue? {
        var body = body
        for member in self.members {
            guard let changed = member.pointer.put(.string(member.text), into: body) else { return nil }
            body = changed
        }
        return body
    }
}
