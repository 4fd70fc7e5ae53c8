internal import HTTPTypes
internal import Hummingbird

/// Answers `/assets/{name}`: scripts, styles and pictures of the pages. They are the same for everybody, and open to all.
struct AssetController: Sendable {
    var endpoints: [Endpoint] {
        [
            Endpoint(.get, "/assets/{name}", .open, surface: .page) { call throws(Problem) in
                guard let asset = AssetCatalogue.all[call.parameter("name")], !asset.name.hasSuffix(".html") else {
                    throw Problem(.notFound, "There is no such file.")
                }
                return asset.response(to: call.request, with: Self.headers)
            }
        ]
    }

    /// Opened by themselves they are no documents, and other sites have no use for them.
    private static let headers = [
        HTTPField(name: .contentSecurityPolicy, value: "default-src 'none'; frame-ancestors 'none'"),
        HTTPField(name: .crossOriginResourcePolicy, value: "same-origin"),
    ]
}
