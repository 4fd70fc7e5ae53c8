internal import CallModel
internal import Enrichment
internal import HTTPTypes
internal import Hummingbird
internal import SettingsFields
internal import StrictJSON

/// Answers `GET` and `PUT /v1/services/{id}/settings`, with a strong `ETag` so that nobody's change is lost.
///
/// What was left out stays left out; `GET …?effective=true` fills it in for reading, under the same tag.
struct SettingsController: Sendable {
    let sites: RuntimeConfigurationStore
    let keeper: any SettingsUpdater

    private static let roles = Endpoint.Access.roles([.owner, .operator, .agent])

    var endpoints: [Endpoint] {
        [
            Endpoint(.get, "/v1/services/{id}/settings", Self.roles, answer: self.settings),
            Endpoint(.put, "/v1/services/{id}/settings", Self.roles, answer: self.replace),
        ]
    }

    private func settings(_ call: APIRequest) async throws(Problem) -> Response {
        let (service, _) = try self.service(call)
        var query = QueryReader(call.request, known: ["effective"])
        let isFilled = query.bool("effective") ?? false
        try query.finish()
        guard isFilled else { return Self.response(service.written) }
        let site = self.sites.current
        let effective = service.written.effective(connectors: site.sources.map(\.id), region: site.region)
        return Self.response(service.written, showing: JSONValue.object(effective).encoded())
    }

    private func replace(_ call: APIRequest) async throws(Problem) -> Response {
        let (service, principal) = try self.service(call)
        guard Self.mayChange(principal, service.settings) else {
            throw Problem(.forbidden, "Only owners of the service and operators may change its settings.")
        }
        guard let expected = call.request.headers[.ifMatch] else {
            throw Problem(.ifMatchRequired, "Send the ETag of the settings that you changed as If-Match.")
        }
        let body = try BodyReader.object(in: try await call.jsonBody())
        let site = self.sites.current
        let rules = SettingsRules(
            connectors: site.sources.map(\.id) + site.flows.webhooks.keys, schemes: site.schemes,
            needsOwners: principal.role != .operator)
        let reading = SettingsReading(SettingsValue(.object(body)), id: service.settings.id, rules: rules)
        guard reading.faults.isEmpty else { throw .unprocessable(reading.faults.map(Problem.Fault.init)) }
        do throws(SettingsUpdateError) {
            try await self.keeper.replace(reading.settings, changedBy: principal.user ?? principal.id) { inForce in
                SettingsETag.matches(expected, SettingsETag.tag(of: inForce.json))
            }
        } catch {
            throw Problem(error)
        }
        return Self.response(reading.settings)
    }

    private func service(_ call: APIRequest) throws(Problem) -> (RuntimeConfiguration.Service, Principal) {
        guard let principal = call.principal,
            let service = self.sites.current.service(call.parameter("id"), in: principal.services),
            service.settings.isKnown(to: principal)
        else { throw Problem(.serviceNotFound, "There is no such service for this key.") }
        return (service, principal)
    }

    private static func mayChange(_ principal: Principal, _ settings: ServiceSettings) -> Bool {
        principal.role == .operator || principal.user.map(settings.owners.contains) ?? false
    }

    /// The settings under their tag, or `body` in their place.
    private static func response(_ settings: WrittenSettings, showing body: [UInt8]? = nil) -> Response {
        let json = settings.json
        var response = Response(json: body ?? json)
        response.headers[.eTag] = SettingsETag.tag(of: json)
        return response
    }
}

extension Problem.Fault {
    fileprivate init(_ fault: SettingsFault) {
        switch fault.kind {
        case .unknownMember(let known):
            // A member's name is the caller's text.
            let isHarmless = fault.path.last.map(BodyReader.isHarmless) ?? true
            let path = isHarmless ? fault.path[...] : fault.path.dropLast()
            self.init(SettingsFault.pointer(of: path), .unknownMember, "Known members: \(known.joined(separator: ", ")).")
        case .invalidValue, .unknownConnector, .unusableTemplate:
            self.init(fault.pointer, .invalidValue, "\(fault.path.joined(separator: "/")) \(fault.message).")
        }
    }
}

extension Problem {
    fileprivate init(_ refusal: SettingsUpdateError) {
        switch refusal {
        case .unknown: self.init(.serviceNotFound, "There is no such service for this key.")
        case .changed: self.init(.settingsChanged, "The settings have changed since you read them; read them again.")
        case .journal:
            self.init(
                .journalUnavailable, "The journal can't be written at the moment; nothing was changed.", retryAfter: .seconds(1))
        }
    }
}
