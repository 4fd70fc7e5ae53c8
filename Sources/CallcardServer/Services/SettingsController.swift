internal import CallModel
internal import Crypto
internal import HTTPTypes
internal import Hummingbird

/// Answers `GET /v1/services/{id}/settings` with a strong `ETag`.
struct SettingsController: Sendable {
    let sites: SiteHolder

    var endpoints: [Endpoint] {
        [Endpoint(.get, "/v1/services/{id}/settings", .roles([.owner, .operator, .agent]), answer: self.settings)]
    }

    private func settings(_ call: Call) async throws(Problem) -> Response {
        guard let principal = call.principal,
            let service = self.sites.current.service(call.parameter("id"), in: principal.services),
            Self.mayKnow(principal, of: service.settings)
        else { throw Problem(.serviceNotFound, "There is no such service for this key.") }
        let body = service.settings.encoded()
        var response = Response(json: body)
        response.headers[.eTag] = Self.tag(of: body)
        return response
    }

    /// Agents know of services that they are members or owners of.
    private static func mayKnow(_ principal: Principal, of settings: ServiceSettings) -> Bool {
        guard principal.role == .agent else { return true }
        return principal.user.map { settings.members.contains($0) || settings.owners.contains($0) } ?? false
    }

    /// A strong entity tag (RFC 9110, 8.8.3): the same bytes, the same tag.
    private static func tag(of body: [UInt8]) -> String {
        let digits = SHA256.hash(data: body).prefix(16).map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }
        return "\"\(digits.joined())\""
    }
}
