public import CallModel

/// How pages are served, and how people sign in to them.
public struct PageOptions: Sendable {
    /// Where browsers reach this server, `https://callcard.example`, without a path; `nil` where that is what they say themselves.
    public var publicURL: String?
    /// Whether this server itself speaks TLS.
    public var speaksTLS: Bool
    /// Origins whose pages may have ours inside; as CSP writes them.
    public var frameAncestors: [String]
    public var limits: LoginSessionLimits
    /// `nil` where people don't sign in with an account.
    public var provider: (any SignInProvider)?
    /// Who is signed in by a link, on one's own machine only.
    public var linked: [Principal]

    public init(
        publicURL: String? = nil, speaksTLS: Bool = false, frameAncestors: [String] = [], limits: LoginSessionLimits = .init(),
        provider: (any SignInProvider)? = nil, linked: [Principal] = []
    ) {
        self.publicURL = publicURL
        self.speaksTLS = speaksTLS
        self.frameAncestors = frameAncestors
        self.limits = limits
        self.provider = provider
        self.linked = linked
    }

    /// Whether browsers reach us by TLS, from us or from a proxy in front.
    var isSecure: Bool { self.speaksTLS || self.publicURL?.hasPrefix("https://") ?? false }
}
