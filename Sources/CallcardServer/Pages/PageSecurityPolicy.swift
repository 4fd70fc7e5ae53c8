internal import CallModel
internal import HTTPTypes

/// What a page may load, and who may have it inside (Content Security Policy, level 3): ours only, but for what services embed.
struct PageSecurityPolicy: Sendable {
    let frameAncestors: [String]

    /// - Parameter frames: Origins that the page may have inside; see ``EmbeddedOrigins``.
    func field(frames: [String] = []) -> HTTPField {
        var parts = [
            "default-src 'none'", "script-src 'self'", "style-src 'self'", "connect-src 'self'", "img-src 'self' data:",
            "font-src 'self'", "base-uri 'none'", "form-action 'self'",
        ]
        if !frames.isEmpty { parts.append("frame-src \(frames.joined(separator: " "))") }
        let ancestors = self.frameAncestors.isEmpty ? "'none'" : (["'self'"] + self.frameAncestors).joined(separator: " ")
        parts.append("frame-ancestors \(ancestors)")
        return HTTPField(name: .contentSecurityPolicy, value: parts.joined(separator: "; "))
    }
}
