internal import CallModel
internal import ContextTemplates
internal import HTTPTypes

/// The sources that a page may load, and the pages that may embed it (Content Security Policy, level 3): ours only, but for what
/// services embed.
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

/// Pages that ours may have inside: the origins of services' embedded contexts, and of maps that are drawn unasked.
///
/// Templates have their scheme and authority as plain text, so that no caller decides where a frame leads. `http` is there only where
/// the operator allows that scheme: other templates don't come into settings.
enum EmbeddedOrigins {
    /// Sorted, each once.
    ///
    /// - Parameter maps: What holds for services without a template of their own.
    static func origins(of services: some Sequence<ServiceSettings>, maps: MapTemplates = .google) -> [String] {
        var origins: Set<String> = []
        for settings in services {
            var embedded = settings.contexts.filter { $0.opens == .embedded }.map(\.template)
            if settings.widgets.map, settings.map.auto { embedded.append(maps.settled(for: settings.map).embed) }
            origins.formUnion(embedded.compactMap(Self.origin))
        }
        return origins.sorted()
    }

    /// Scheme and authority; `nil` for schemes that aren't shown in frames, and for what would be more than a source in a policy.
    static func origin(of template: String) -> String? {
        let start = template.prefix(8).lowercased()
        guard let scheme = ["https://", "http://"].first(where: start.hasPrefix) else { return nil }
        let rest = template.dropFirst(scheme.count)
        let authority = rest.prefix { !"/?#{$".contains($0) }
        let isPlain = authority.utf8.allSatisfy { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x3A: true
            default: false
            }
        }
        return isPlain && !authority.isEmpty ? scheme + authority.lowercased() : nil
    }
}
