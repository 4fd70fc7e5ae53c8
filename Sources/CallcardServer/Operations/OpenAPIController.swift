internal import BuiltInFiles
internal import Hummingbird

/// Answers `/openapi.json`: the description of all API routes.
struct OpenAPIController: Sendable {
    var endpoints: [Endpoint] {
        [Endpoint(.get, "/openapi.json", .open) { _ throws(Problem) in Response(json: BuiltInFiles.openAPI) }]
    }
}
