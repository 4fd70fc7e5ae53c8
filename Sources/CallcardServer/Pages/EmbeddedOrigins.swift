internal import CallModel

/// Whose pages ours may have inside: the `https` origins of services' embedded contexts and maps.
///
/// Templates have their scheme and authority as plain text, so that no caller decides where a frame leads.
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

    /// `https://` and the authority; `nil` for other schemes, and for what would be more than a source in a policy.
    static func origin(of template: String) -> String? {
        let scheme = "https://"
        guard template.lowercased().hasPrefix(scheme) else { return nil }
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
