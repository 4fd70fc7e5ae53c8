import Manifests

/// The URL at which a flow that was started gives its answer. It may carry a key of the flow's, so it is a secret.
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

/// Resolves what a `Location` header holds: a URL, whole or relative to the one that was asked (RFC 9110, section 10.2.2; RFC 3986,
/// section 5.2). Pure text: what goes out is byte by byte what came in, but for dot segments and the fragment.
enum URLReference {
    /// - Parameters:
    ///   - reference: As it came.
    ///   - base: The whole URL that was asked, without a fragment.
    /// - Returns: A whole `https` or `http` URL without a fragment; `nil` for anything else, and for an empty reference.
    static func resolve(_ reference: String, against base: String) -> String? {
        let reference = Parts(reference)
        let base = Parts(base)
        guard let scheme = (reference.scheme ?? base.scheme)?.lowercased(), scheme == "https" || scheme == "http" else {
            return nil
        }
        if let authority = reference.authority {
            return Self.url(scheme, authority, reference.path, reference.query)
        }
        // `https:path` is of a time before RFC 3986; nobody means it.
        guard reference.scheme == nil, let authority = base.authority else { return nil }
        if reference.path.isEmpty {
            guard let query = reference.query else { return nil }
            return Self.url(scheme, authority, base.path, query)
        }
        let folder = base.path.lastIndex(of: "/").map { base.path[...$0] } ?? "/"
        let path = reference.path.hasPrefix("/") ? reference.path : folder + reference.path
        return Self.url(scheme, authority, path, reference.query)
    }

    private static func url(_ scheme: String, _ authority: Substring, _ path: Substring, _ query: Substring?) -> String {
        "\(scheme)://\(authority)\(Self.withoutDots(path))\(query.map { "?\($0)" } ?? "")"
    }

    /// RFC 3986, section 5.2.4, for a path that is empty or begins with a slash.
    private static func withoutDots(_ path: Substring) -> String {
        guard !path.isEmpty else { return "" }
        var kept: [Substring] = []
        let segments = path.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
        for (index, segment) in zip(segments.indices, segments) {
            guard segment == "." || segment == ".." else {
                kept.append(segment)
                continue
            }
            if segment == "..", !kept.isEmpty { kept.removeLast() }
            if index == segments.indices.last { kept.append("") }
        }
        return "/" + kept.joined(separator: "/")
    }

    /// A reference cut into its parts, as RFC 3986, appendix B does it.
    private struct Parts {
        var scheme: Substring?
        var authority: Substring?
        var path: Substring
        var query: Substring?

        init(_ text: String) {
            var rest = text.prefix { $0 != "#" }
            let beginning = rest.prefix { !":/?".contains($0) }
            if !beginning.isEmpty, rest.dropFirst(beginning.count).first == ":" {
                self.scheme = beginning
                rest = rest.dropFirst(beginning.count + 1)
            }
            if rest.hasPrefix("//") {
                let authority = rest.dropFirst(2).prefix { $0 != "/" && $0 != "?" }
                self.authority = authority
                rest = rest.dropFirst(2 + authority.count)
            }
            self.path = rest.prefix { $0 != "?" }
            self.query = rest.count > self.path.count ? rest.dropFirst(self.path.count + 1) : nil
        }
    }
}
