internal import CallModel
internal import Enrichment
internal import Flows
internal import Logging
internal import OutboundHTTP

/// What posts to flows depend on, looked up in the configuration in force and in what is known of the caller, for each post.
struct TriggerEnvironment: TriggerDispatcher.Environment {
    let runtimeStore: RuntimeConfigurationStore
    let enricher: Enricher
    let logger: Logger

    var destinations: DestinationPolicy { self.runtimeStore.current.flows.callbacks }

    func mayKnow(owner: String, of service: String) -> Bool {
        self.runtimeStore.current.flows.keys[owner]?.contains(service) ?? false
    }

    func body(of notification: TriggerNotification) -> [UInt8]? {
        guard let service = self.runtimeStore.current.services[notification.service]?.settings else { return nil }
        let (number, context) = self.enricher.caller(of: notification.session)
        return TriggerPayload(notification: notification, service: service, number: number, context: context).encoded()
    }

    func receiverEnded(_ subscription: Subscription) {
        self.logger.notice(
            "a flow wants to be told no more (410)",
            metadata: ["subscription": "\(subscription.id)", "callback": "\(subscription.options.callback.shown)"])
    }
}
