internal import CallModel
internal import Flows
internal import HTTPTypes
internal import Hummingbird
internal import OutboundHTTP
internal import StrictJSON

/// Answers `POST` and `DELETE /v1/triggers/tasks`: flows subscribe to what happens to calls, and end that.
struct TriggerController: Sendable {
    let sites: RuntimeConfigurationStore
    let subscriptions: SubscriptionStore
    let destinations: any DestinationCheck

    private static let path = "/v1/triggers/tasks"

    var endpoints: [Endpoint] {
        [
            Endpoint(.post, Self.path, .roles([.flow]), answer: self.subscribe),
            Endpoint(.delete, "\(Self.path)/{id}", .roles([.flow]), answer: self.unsubscribe),
        ]
    }

    private func subscribe(_ call: APIRequest) async throws(Problem) -> Response {
        guard let principal = call.principal else { throw Problem(.unauthenticated, "A key is needed.") }
        let body = try SubscriptionBody(try await call.jsonBody())
        let site = self.sites.current
        let options = SubscriptionOptions(
            services: try Self.services(body.services, site, principal), events: body.events, modalities: body.modalities,
            directions: body.directions, callback: CallbackURL(body.url))
        try await self.check(body.url, site.flows.callbacks)
        let subscription: Subscription
        do throws(SubscriptionError) {
            subscription = try await self.subscriptions.subscribe(options, owner: principal.id)
        } catch {
            throw Problem(error)
        }
        var writer = JSONWriter(capacity: 128)
        writer.object { writer in
            writer.member("id", subscription.id)
            writer.member("secret", subscription.secret.text.revealed())
        }
        var response = Response(json: writer.bytes, status: .created)
        response.headers[.location] = "\(Self.path)/\(subscription.id)"
        return response
    }

    /// Flows end subscriptions twice, and those that ended by themselves: that is as good as done.
    private func unsubscribe(_ call: APIRequest) async throws(Problem) -> Response {
        guard let principal = call.principal else { throw Problem(.unauthenticated, "A key is needed.") }
        do throws(SubscriptionError) {
            try await self.subscriptions.unsubscribe(call.parameter("id"), owner: principal.id)
        } catch {
            throw Problem(error)
        }
        return Response(status: .noContent)
    }

    /// Ids of the services with these UPNs, of those that the key reaches.
    private static func services(_ names: [String], _ site: RuntimeConfiguration, _ principal: Principal) throws(Problem) -> Set<
        String
    > {
        let reached = site.services.values.map(\.settings).filter { principal.services.contains($0.id) }
        let byName = Dictionary(grouping: reached) { $0.upn?.lowercased() ?? "" }
        var found: Set<String> = []
        for name in names {
            guard !name.isEmpty, let services = byName[name.lowercased()] else {
                throw Problem(.serviceNotFound, "There is no service of this UPN for this key.")
            }
            found.formUnion(services.map(\.id))
        }
        return found
    }

    /// One refusal for all reasons: nobody is to learn from us what a name leads to in here. Flow products try again where a name
    /// server is slow, and don't after 422.
    private func check(_ url: String, _ policy: DestinationPolicy) async throws(Problem) {
        do throws(TransportError) {
            try await self.destinations.check(url, for: policy)
        } catch .timeout {
            throw Problem(.overloaded, "The name of url's host can't be resolved at the moment.", retryAfter: .seconds(1))
        } catch {
            let rule =
                "url must be an https address that can be reached from here and that is public or allowed by the configuration."
            throw .unprocessable([.init("/config/url", .invalidValue, rule)])
        }
    }
}

extension Problem {
    fileprivate init(_ refusal: SubscriptionError) {
        switch refusal {
        case .journal, .noKey:
            self.init(
                .journalUnavailable, "Subscriptions can't be kept at the moment; nothing was changed.", retryAfter: .seconds(1))
        case .full:
            self.init(.overloaded, "There are as many subscriptions as there can be.", retryAfter: .seconds(60))
        }
    }
}
