internal import CallModel
internal import Enrichment
internal import HTTPTypes
internal import Hummingbird

/// Answers `GET` and `PUT /v1/services/{id}/settings`, with a strong `ETag` so that nobody's change is lost.
struct SettingsController: Sendable {
    let sites: SiteHolder
    let keeper: any SettingsKeeper

    private static let roles = Endpoint.Access.roles([.owner, .operator, .agent])

    var endpoints: [Endpoint] {
        [
            Endpoint(.get, "/v1/services/{id}/settings", Self.roles, answer: self.settings),
            Endpoint(.put, "/v1/services/{id}/settings", Self.roles, answer: self.replace),
        ]
    }

    private func settings(_ call: Call) async throws(Problem) -> Response {
        let (service, _) = try self.service(call)
        return Self.response(service.settings)
    }

    private func replace(_ call: Call) async throws(Problem) -> Response {
        let (service, principal) = try self.service(call)
        guard Self.mayChange(principal, service.settings) else {
            throw Problem(.forbidden, "Only owners of the service and operators may change its settings.")
        }
        guard let expected = call.request.headers[.ifMatch] else {
            throw Problem(.ifMatchRequired, "Send the ETag of the settings that you changed as If-Match.")
        }
        let site = self.sites.current
        let reader = SettingsBody(
            id: service.settings.id, connectors: site.sources.map(\.id), webhooks: Set(site.flows.webhooks.keys),
            schemes: site.schemes)
        let settings = try reader.read(try await call.jsonBody())
        do throws(SettingsRefusal) {
            try await self.keeper.replace(settings, changedBy: principal.user ?? principal.id) { inForce in
                SettingsTag.matches(expected, SettingsTag.tag(of: inForce.encoded()))
            }
        } catch {
            throw Problem(error)
        }
        return Self.response(settings)
    }

    private func service(_ call: Call) throws(Problem) -> (Site.Service, Principal) {
        guard let principal = call.principal,
            let service = self.sites.current.service(call.parameter("id"), in: principal.services),
            service.settings.isKnown(to: principal)
        else { throw Problem(.serviceNotFound, "There is no such service for this key.") }
        return (service, principal)
    }

    private static func mayChange(_ principal: Principal, _ settings: ServiceSettings) -> Bool {
        principal.role == .operator || principal.user.map(settings.owners.contains) ?? false
    }

    private static func response(_ settings: ServiceSettings) -> Response {
        let body = settings.encoded()
        var response = Response(json: body)
        response.headers[.eTag] = SettingsTag.tag(of: body)
        return response
    }
}

extension Problem {
    fileprivate init(_ refusal: SettingsRefusal) {
        switch refusal {
        case .unknown: self.init(.serviceNotFound, "There is no such service for this key.")
        case .changed: self.init(.settingsChanged, "The settings have changed since you read them; read them again.")
        case .journal:
            self.init(
                .journalUnavailable, "The journal can't be written at the moment; nothing was changed.", retryAfter: .seconds(1))
        }
    }
}
