package import CallModel
package import Flows
internal import OutboundHTTP

/// A subscription as a flow sends it.
package struct SubscriptionRequest: Sendable {
    /// UPNs of services, in any case; at least one.
    package let services: [String]
    /// Empty for all, as the two below.
    package let events: Set<TaskEvent>
    /// Kinds of calls.
    package let modalities: Set<Modality>
    /// Directions of calls.
    package let directions: Set<TaskDirection>
    /// The callback; nothing but its length has been checked.
    package let url: String

    /// Only services and callback must be there.
    package init(
        services: [String], events: Set<TaskEvent> = [], modalities: Set<Modality> = [], directions: Set<TaskDirection> = [],
        url: String
    ) {
        self.services = services
        self.events = events
        self.modalities = modalities
        self.directions = directions
        self.url = url
    }
}

/// A subscription as its key may see it: neither the secret nor the callback, which could start the flow.
package struct ListedSubscription: Sendable {
    /// The subscription's id, by which anybody can end it.
    package let id: String
    /// UPNs of its services, sorted; those that the key may not know of any more, or that have no UPN now, are left out.
    package let services: [String]
    /// The events that the flow is told of, in the contract's order.
    package let events: [TaskEvent]
    /// The callback's host and its last four characters.
    package let callback: String
    /// Attempts to post that have failed since the last one that did not.
    package let failing: Int
}

/// Makes, lists and ends subscriptions of flows.
package struct TriggerSubscriptions: Sendable {
    private let runtimeStore: RuntimeConfigurationStore
    private let subscriptionStore: SubscriptionStore
    private let destinations: any DestinationCheck

    /// - Parameter destinations: Checks that a callback leads where posts may go.
    init(
        runtimeStore: RuntimeConfigurationStore, subscriptionStore: SubscriptionStore, destinations: any DestinationCheck
    ) {
        self.runtimeStore = runtimeStore
        self.subscriptionStore = subscriptionStore
        self.destinations = destinations
    }

    /// Subscribes a flow; its secret is shown this once.
    ///
    /// - Throws: `serviceNotFound` for a UPN of no service in scope, a fault of `config.url`, `overloaded`, or
    ///   `journalUnavailable`.
    package func subscribe(_ request: SubscriptionRequest, by principal: Principal) async throws(Refusal) -> Subscription {
        let runtime = self.runtimeStore.current
        let options = SubscriptionOptions(
            services: try Self.services(request.services, runtime, principal), events: request.events,
            modalities: request.modalities, directions: request.directions, callback: CallbackURL(request.url))
        try await self.check(request.url, runtime.flows.callbacks)
        do throws(SubscriptionError) {
            return try await self.subscriptionStore.subscribe(options, owner: principal.id)
        } catch {
            throw Refusal(error)
        }
    }

    /// The subscriptions of a principal, in the order of subscribing.
    package func subscriptions(of principal: Principal) -> [ListedSubscription] {
        let runtime = self.runtimeStore.current
        return self.subscriptionStore.subscriptions(of: principal.id).map { subscription in
            let options = subscription.options
            let services = options.services.filter(principal.services.contains).compactMap { runtime.services[$0]?.settings.upn }
            return ListedSubscription(
                id: subscription.id, services: services.sorted(),
                events: TaskEvent.allCases.filter(options.allEvents.contains), callback: options.callback.shown,
                failing: subscription.failures)
        }
    }

    /// Ends a subscription, whoever asks: its id can't be guessed, and flows outlive the keys that they were made with. One that
    /// there is not counts as ended: flows end theirs twice, and some end by themselves.
    ///
    /// - Throws: `journalUnavailable`.
    package func unsubscribe(_ id: String) async throws(Refusal) {
        do throws(SubscriptionError) {
            try await self.subscriptionStore.unsubscribe(id)
        } catch {
            throw Refusal(error)
        }
    }

    /// Ids of the services with these UPNs, of those that the principal reaches.
    private static func services(
        _ names: [String], _ runtime: RuntimeConfiguration, _ principal: Principal
    ) throws(Refusal) -> Set<String> {
        let reached = runtime.services.values.map(\.settings).filter { principal.services.contains($0.id) }
        let byName = Dictionary(grouping: reached) { $0.upn?.lowercased() ?? "" }
        var found: Set<String> = []
        for name in names {
            guard !name.isEmpty, let services = byName[name.lowercased()] else {
                throw Refusal(.serviceNotFound, "There is no service of this UPN for this key.")
            }
            found.formUnion(services.map(\.id))
        }
        return found
    }

    /// Checks that a callback leads to an allowed destination. All reasons have one refusal, so that answers tell nothing about
    /// the addresses of the network around the server. A slow name server has another one, since flow products try again only
    /// then.
    private func check(_ url: String, _ policy: DestinationPolicy) async throws(Refusal) {
        do throws(TransportError) {
            try await self.destinations.check(url, for: policy)
        } catch .timeout {
            throw Refusal(.overloaded, "The name of url's host can't be resolved at the moment.", retryAfter: .seconds(1))
        } catch {
            let rule =
                "url must be an https address that can be reached from here and that is public or allowed by the configuration."
            throw Refusal(faults: [.init(["config", "url"], .invalidValue, rule)])
        }
    }
}
