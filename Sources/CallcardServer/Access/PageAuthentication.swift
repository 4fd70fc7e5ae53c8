package import Application
package import CallModel
internal import Flows
internal import HTTPTypes
internal import Hummingbird

/// The options of pages and of signing in to them.
package struct PageOptions: Sendable {
    /// The server's address for browsers, `https://callcard.example`, without a path; `nil` to take it from their requests.
    package var publicURL: String?
    /// Whether this server itself speaks TLS.
    package var speaksTLS: Bool
    /// Origins whose pages may have ours inside; as CSP writes them.
    package var frameAncestors: [String]
    /// The limits of login sessions: how long people stay signed in, and how many at once.
    package var limits: LoginSessionLimits
    /// `nil` where people don't sign in with an account.
    package var provider: (any SignInProvider)?
    /// People who are signed in by a link, on one's own machine only.
    package var linked: [Principal]
    /// The key under which cookies are sealed, 32 bytes.
    package var sealKey: Sensitive<[UInt8]>
    /// Where login sessions are written; `nil` for memory only.
    package var journal: (any Journal)?

    /// Options with which nobody can sign in, unless told otherwise.
    ///
    /// - Parameter sealKey: By default a new one: cookies are good as long as this value is in use.
    package init(
        publicURL: String? = nil, speaksTLS: Bool = false, frameAncestors: [String] = [], limits: LoginSessionLimits = .init(),
        provider: (any SignInProvider)? = nil, linked: [Principal] = [],
        sealKey: Sensitive<[UInt8]> = EphemeralSealKey().bytes, journal: (any Journal)? = nil
    ) {
        self.publicURL = publicURL
        self.speaksTLS = speaksTLS
        self.frameAncestors = frameAncestors
        self.limits = limits
        self.provider = provider
        self.linked = linked
        self.sealKey = sealKey
        self.journal = journal
    }

    /// Whether browsers reach us by TLS, from us or from a proxy in front.
    var isSecure: Bool { self.speaksTLS || self.publicURL?.hasPrefix("https://") ?? false }
}

/// The login sessions and their cookie, which pages, sign-in and access control share.
struct PageAuthentication: Sendable {
    /// The options of the pages.
    let options: PageOptions
    /// The people who are signed in.
    let loginSessions: LoginSessionStore
    /// The people on their way to the provider and back.
    let attempts: SignInAttemptCookies
    /// Links that sign one person in each.
    let links: SignInLinkStore
    /// The cookie in which browsers keep login sessions.
    let cookie: LoginSessionCookie

    init(_ options: PageOptions, time: any TimeSource) {
        self.options = options
        self.loginSessions = LoginSessionStore(
            limits: options.limits, key: options.sealKey, journal: options.journal, time: time
        ) { source in
            switch source {
            case .account(let account): options.provider?.rights(of: account)
            case .link(let user, let role):
                options.linked.first { $0.name == user && $0.role == role }.map { ($0.role, $0.services) }
            }
        }
        self.links = SignInLinkStore(people: options.linked)
        self.cookie = LoginSessionCookie(isSecure: options.isSecure, isFramed: !options.frameAncestors.isEmpty)
        self.attempts = SignInAttemptCookies(cookie: self.cookie, key: options.sealKey, time: time)
    }

    /// The login session that a request belongs to; `nil` where its browser is not signed in.
    func loginSession(of request: Request) -> LoginSession? {
        self.loginSessions.loginSession(self.cookie.values(self.cookie.name, in: request.headers))
    }

    /// The origin of this server as the browser knows it.
    func origin(of request: Request) -> String? {
        if let publicURL = self.options.publicURL { return publicURL }
        return request.head.authority.map { (self.options.speaksTLS ? "https://" : "http://") + $0 }
    }

    /// Whether one of our own pages sent a request: browsers say so, and no page can have them say it for another one.
    ///
    /// Fetch Metadata (`Sec-Fetch-Site`) where the browser has it, else `Origin` (RFC 6454, 7).
    func isFromOurselves(_ request: Request) -> Bool {
        if let site = request.headers[HTTPField.Name.secFetchSite] { return site == "same-origin" }
        guard let origin = request.headers[.origin], let own = self.origin(of: request) else { return false }
        return origin == own
    }

}

extension Principal {
    /// The user, or the principal's own name where it has none.
    var name: String { self.user ?? self.id }
}

extension HTTPField.Name {
    static let secFetchSite = HTTPField.Name("Sec-Fetch-Site")!
}
