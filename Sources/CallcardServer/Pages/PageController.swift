internal import HTTPTypes
internal import Hummingbird

/// Answers the pages: My Sessions, a service's settings, and trying a lookup. Who is not signed in is sent to do that first.
///
/// A page is the same for everybody, and holds nothing of anybody: what a person may see, the interface tells its scripts.
struct PageController: Sendable {
    let desk: PageAuthentication
    let sites: RuntimeConfigurationStore

    var endpoints: [Endpoint] {
        [
            self.page("/", "my-sessions.html"), self.page("/services/{id}/settings", "settings.html"),
            self.page("/try", "try.html"),
        ]
    }

    private func page(_ path: String, _ file: String) -> Endpoint {
        Endpoint(.get, path, .open, surface: .page) { call throws(Problem) in
            guard self.desk.visit(of: call.request) != nil else { return SignInTarget.redirect(from: call.request) }
            guard let asset = AssetCatalogue.all[file] else { throw Problem(.notFound, "There is no such page.") }
            let site = self.sites.current
            let origins = EmbeddedOrigins.origins(of: site.services.values.map(\.settings), maps: site.maps.templates)
            let policy = PageSecurityPolicy(frameAncestors: self.desk.options.frameAncestors).field(frames: origins)
            return asset.response(to: call.request, with: [policy])
        }
    }
}
