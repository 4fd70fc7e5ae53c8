internal import Application
internal import HTTPTypes
internal import Hummingbird

/// Answers the pages: My Sessions, a service's settings, and trying a lookup; and `/assets/{name}`, their scripts, styles and
/// pictures. Without a login session the answer is a redirect to the sign-in.
///
/// A page is the same for everybody and holds no data: its scripts read from the interface what the person may see. Only its policy
/// differs, which names what the person's services embed. Assets are open to all.
struct PageController: Sendable {
    let pageAuthentication: PageAuthentication
    let runtimeStore: RuntimeConfigurationStore

    var endpoints: [Endpoint] {
        [
            self.page("/", "my-sessions.html"), self.page("/services/{id}/settings", "settings.html"),
            self.page("/try", "try.html"),
            Endpoint(.get, "/assets/{name}", .open(Self.asset), surface: .page),
        ]
    }

    private func page(_ path: String, _ file: String) -> Endpoint {
        let handler: Endpoint.Handler = { call in
            guard let loginSession = self.pageAuthentication.loginSession(of: call.request) else {
                return SignInTarget.redirect(from: call.request)
            }
            guard let asset = Asset.all[file] else { throw Problem(.notFound, "There is no such page.") }
            let runtime = self.runtimeStore.current
            // Where other teams keep their records is not told.
            let origins = EmbeddedOrigins.origins(
                of: runtime.services(joinedBy: loginSession.principal), maps: runtime.maps.templates)
            let policy = PageSecurityPolicy(frameAncestors: self.pageAuthentication.options.frameAncestors)
            return asset.response(to: call.request, with: [policy.field(frames: origins)])
        }
        return Endpoint(.get, path, .open(handler), surface: .page)
    }

    private static let asset: Endpoint.Handler = { call in
        guard let asset = Asset.all[call.parameter("name")], !asset.name.hasSuffix(".html") else {
            throw Problem(.notFound, "There is no such file.")
        }
        return asset.response(to: call.request, with: Self.assetHeaders)
    }

    /// Opened by themselves they are no documents, and other sites have no use for them.
    private static let assetHeaders = [
        HTTPField(name: .contentSecurityPolicy, value: "default-src 'none'; frame-ancestors 'none'"),
        HTTPField(name: .crossOriginResourcePolicy, value: "same-origin"),
    ]
}
