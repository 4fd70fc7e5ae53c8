import Manifests

/// Where a flow that was started gives its answer. It may carry a key of the flow's, so it is a secret.
struct FlowLocation: Sendable {
    let url: String
    /// Whether it is on the trigger's own server. Only there do the operator's word about addresses and our credentials count.
    let isOwn: Bool

    /// Reads the header `Location` of an answer to a call of `trigger`.
    ///
    /// - Parameters:
    ///   - reference: As it came: a URL, whole or relative.
    ///   - asked: The URL that answered so.
    /// - Returns: `nil` for what is no URL, and for another server without TLS.
    init?(_ reference: String, relativeTo asked: String, trigger: TriggerURL) {
        guard TriggerURL.isURLText(reference), let url = URLReference.resolve(reference, against: asked),
            url.utf8.count <= TriggerURL.limit, let origin = WebOrigin(url)
        else { return nil }
        self.url = url
        self.isOwn = origin == trigger.origin
        guard self.isOwn || origin.isSecure else { return nil }
    }
}
