internal import CallModel
internal import HTTPTypes
internal import Hummingbird

/// What pages, sign-in and the gate share: who is signed in, and by which cookie.
struct PageAuthentication: Sendable {
    let options: PageOptions
    let visits: LoginSessionStore
    let attempts: SignInAttemptStore
    let links: SignInLinkStore
    let cookie: LoginSessionCookie

    init(_ options: PageOptions, time: any TimeSource) {
        self.options = options
        self.visits = LoginSessionStore(limits: options.limits, time: time)
        self.attempts = SignInAttemptStore(time: time)
        self.links = SignInLinkStore(people: options.linked)
        self.cookie = LoginSessionCookie(isSecure: options.isSecure, isFramed: !options.frameAncestors.isEmpty)
    }

    /// The visit that a request belongs to; `nil` where its browser is not signed in.
    func visit(of request: Request) -> LoginSession? {
        self.cookie.value(self.cookie.name, in: request.headers).flatMap(self.visits.visit)
    }

    /// Where the browser believes us to be.
    func origin(of request: Request) -> String? {
        if let publicURL = self.options.publicURL { return publicURL }
        return request.head.authority.map { (self.options.speaksTLS ? "https://" : "http://") + $0 }
    }

    /// Whether one of our own pages sent a request: browsers say so, and no page can have them say it for another one.
    ///
    /// Fetch Metadata (`Sec-Fetch-RuntimeConfiguration`) where the browser has it, else `Origin` (RFC 6454, 7).
    func isFromOurselves(_ request: Request) -> Bool {
        if let site = request.headers[HTTPField.Name.secFetchSite] { return site == "same-origin" }
        guard let origin = request.headers[.origin], let own = self.origin(of: request) else { return false }
        return origin == own
    }

    func endpoints(_ sites: RuntimeConfigurationStore) -> [Endpoint] {
        PageController(desk: self, sites: sites).endpoints + AssetController().endpoints + SignInController(desk: self).endpoints
            + SignInLinkController(desk: self).endpoints
    }

    /// Lets go of what is over.
    func sweep() {
        self.visits.sweep()
        self.attempts.sweep()
    }
}

extension HTTPField.Name {
    static let secFetchSite = HTTPField.Name("Sec-Fetch-Site")!
}
