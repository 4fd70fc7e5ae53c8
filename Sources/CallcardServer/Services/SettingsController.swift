internal import Application
internal import CallModel
internal import HTTPTypes
internal import Hummingbird
internal import SettingsFields
internal import StrictJSON

/// Answers `GET` and `PUT /v1/services/{id}/settings`, with a strong `ETag` so that nobody's change is lost.
///
/// What was left out stays left out; `GET …?effective=true` fills it in for reading, under the same tag.
struct SettingsController: Sendable {
    let settings: SettingsEditor

    var endpoints: [Endpoint] {
        let (path, roles): (String, Set<Role>) = ("/v1/services/{id}/settings", [.owner, .operator, .agent])
        return [
            Endpoint(.get, path, roles, handler: self.read),
            Endpoint(.put, path, roles, handler: self.replace),
        ]
    }

    private func read(_ request: AuthenticatedRequest) async throws -> Response {
        let settings = try self.settings.settings(of: request.parameter("id"), for: request.principal)
        var query = request.query(known: ["effective"])
        let isFilled = query.bool("effective") ?? false
        try query.finish()
        guard isFilled else { return Self.response(settings) }
        return Self.response(settings, showing: JSONValue.object(self.settings.filled(settings)).encoded())
    }

    private func replace(_ request: AuthenticatedRequest) async throws -> Response {
        let (service, principal) = (request.parameter("id"), request.principal)
        try self.settings.checkChange(of: service, by: principal)
        guard let expected = request.headers[.ifMatch] else {
            throw Problem(.ifMatchRequired, "Send the ETag of the settings that you changed as If-Match.")
        }
        let document = try BodyReader.object(in: try await request.jsonBody())
        let settings = try await self.settings.replace(service, with: document, by: principal) { inForce in
            EntityTag(of: inForce.json).isNamed(byIfMatch: expected)
        }
        return Self.response(settings)
    }

    /// The settings under their tag, or `body` in their place.
    private static func response(_ settings: WrittenSettings, showing body: [UInt8]? = nil) -> Response {
        let json = settings.json
        var response = Response(json: body ?? json)
        response.headers[.eTag] = EntityTag(of: json).text
        return response
    }
}
