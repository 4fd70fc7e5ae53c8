import CallModel
import FoundationEssentials

/// Fills in the headers of a manifest, once for all questions.
struct HeaderMaker {
    let settings: ConnectorSettings

    /// All headers of a request but those that depend on its body.
    ///
    /// - Throws: Where a setting that a header needs has no value, or holds what no header may.
    func headers(
        of request: ManifestRequest, auth: ManifestAuth
    ) throws(ConnectorBuildError) -> [(name: String, value: String)] {
        var headers = [(name: "Accept", value: "application/json")]
        if let header = try self.header(for: auth) { headers.append(header) }
        for header in request.headers {
            let value = try self.fill(header.value, part: "headers.\(header.name)")
            headers.append((header.name, try self.checked(value, part: "headers.\(header.name)")))
        }
        return headers
    }

    private func header(for auth: ManifestAuth) throws(ConnectorBuildError) -> (name: String, value: String)? {
        switch auth {
        case .none: return nil
        case .bearer(let token):
            return ("Authorization", try self.checked("Bearer " + self.fill(token, part: "auth"), part: "auth"))
        case .basic(let username, let password):
            let name = try self.fill(username, part: "auth.username")
            // RFC 7617, 2: the first colon ends the name, so the name can't hold one.
            guard !name.contains(":") else { throw ConnectorBuildError(part: "auth.username", reason: "holds a colon") }
            let pair = name + ":" + (try self.fill(password, part: "auth.password"))
            return ("Authorization", "Basic " + Data(pair.utf8).base64EncodedString())
        case .header(let name, let value):
            return (name, try self.checked(self.fill(value, part: "auth"), part: "auth"))
        }
    }

    private func fill(_ text: SettingText, part: String) throws(ConnectorBuildError) -> String {
        guard let filled = text.filled(self.settings.value) else {
            throw ConnectorBuildError(part: part, reason: "needs the settings \(text.settingNames.joined(separator: ", "))")
        }
        return filled
    }

    private func checked(_ value: String, part: String) throws(ConnectorBuildError) -> String {
        guard HeaderRule.isValue(value) else {
            throw ConnectorBuildError(part: part, reason: "a header holds visible ASCII characters and inner spaces only")
        }
        return value
    }
}
