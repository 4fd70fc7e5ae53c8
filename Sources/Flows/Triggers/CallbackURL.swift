public import CallModel

/// Where a flow is told of calls. Whoever knows such a URL can start the flow, so all of it is a secret but for ``shown``.
public struct CallbackURL: Hashable, Sendable, Redacted {
    let url: String

    /// Longest URL, in bytes.
    public static let limit = 4_096

    /// - Parameter url: As a destination check let it pass.
    public init(_ url: String) {
        self.url = url
    }

    /// Scheme, host and port in lower case: callbacks that have these in common share a receiver.
    var destination: String {
        guard let colon = self.url.firstRange(of: "://") else { return "" }
        return self.url[..<colon.upperBound].lowercased() + self.authority.lowercased()
    }

    /// For people and logs: the host, and the last four characters.
    public var shown: String { "\(self.authority)…\(self.url.suffix(4))" }

    private var authority: Substring {
        guard let colon = self.url.firstRange(of: "://") else { return "" }
        return self.url[colon.upperBound...].prefix { !"/?#".contains($0) }
    }
}
