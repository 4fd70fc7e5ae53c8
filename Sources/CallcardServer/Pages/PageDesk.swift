internal import CallModel
internal import HTTPTypes
internal import Hummingbird

/// What pages, sign-in and the gate share: who is signed in, and by which cookie.
struct PageDesk: Sendable {
    let options: PageOptions
    let visits: VisitBook
    let attempts: AttemptBook
    let links: LinkBook
    let cookie: VisitCookie

    init(_ options: PageOptions, time: any TimeSource) {
        self.options = options
        self.visits = VisitBook(limits: options.limits, time: time)
        self.attempts = AttemptBook(time: time)
        self.links = LinkBook(people: options.linked)
        self.cookie = VisitCookie(isSecure: options.isSecure, isFramed: !options.frameAncestors.isEmpty)
    }

    /// The visit that a request belongs to; `nil` where its browser is not signed in.
    func visit(of request: Request) -> Visit? {
        self.cookie.value(self.cookie.name, in: request.headers).flatMap(self.visits.visit)
    }

    /// Where the browser believes us to be.
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

    func endpoints(_ sites: SiteHolder) -> [Endpoint] {
        PageController(desk: self, sites: sites).endpoints + AssetController().endpoints + SignInController(desk: self).endpoints
            + LinkController(desk: self).endpoints
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
