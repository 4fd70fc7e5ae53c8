import CallModel
import Manifests

/// Fills in the headers of a manifest, once for all questions.
struct HeaderMaker {
    let settings: ConnectorSettings

    /// All headers of a request but those that depend on its body and on a token.
    ///
    /// - Throws: Where a setting that a header needs has no value, or holds what no header may.
    func headers(
        of request: ManifestRequest, credentials: StaticCredentials
    ) throws(ConnectorBuildError) -> [(name: String, value: String)] {
        var headers = [(name: "Accept", value: "application/json")]
        if let header = credentials.header { headers.append(header) }
        for header in request.headers {
            headers.append((header.name, try self.settings.headerValue(header.value, part: "headers.\(header.name)")))
        }
        return headers
    }
}
