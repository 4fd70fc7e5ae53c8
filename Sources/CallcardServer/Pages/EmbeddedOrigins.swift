internal import CallModel

/// Whose pages ours may have inside: the origins of services' embedded contexts and maps.
///
/// Templates have their scheme and authority as plain text, so that no caller decides where a frame leads. `http` is there only where
/// the operator allows that scheme: other templates don't come into settings.
enum EmbeddedOrigins {
    /// Sorted, each once.
    static func origins(of services: some Sequence<ServiceSettings>) -> [String] {
        var origins: Set<String> = []
        for settings in services {
            let embedded = settings.contexts.filter { $0.opens == .embedded }.map(\.template)
            origins.formUnion((embedded + [settings.map.template].compactMap(\.self)).compactMap(Self.origin))
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
