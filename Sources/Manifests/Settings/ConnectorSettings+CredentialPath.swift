import ContextTemplates

extension ConnectorSettings {
    /// A path with the settings put in, secrets too, percent-encoded.
    ///
    /// - Parameters:
    ///   - template: RFC 6570 over `settings.*`.
    ///   - part: The path's place in the manifest, for the error.
    /// - Throws: Where a setting has no value, or one that would step out of its folder (`.` and `..`).
    package func credentialPath(_ template: String, part: String) throws(ConnectorBuildError) -> String {
        guard let path = try? URITemplate(template) else {
            throw ConnectorBuildError(part: part, reason: "is no URI template (RFC 6570)")
        }
        let value: (String) -> String? = { self.value(String($0.dropFirst("settings.".count))) }
        for name in path.variables {
            guard let text = value(name), !["", ".", ".."].contains(text) else {
                throw ConnectorBuildError(part: part, reason: "needs a value of \(name) that can stand in a path")
            }
        }
        guard let text = try? path.expand({ value($0).map { .text($0) } }) else {
            throw ConnectorBuildError(part: part, reason: "takes whole values only")
        }
        return text
    }
}
