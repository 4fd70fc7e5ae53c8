internal import CallModel
internal import Enrichment
internal import Flows
internal import Logging

extension TriggerDispatcher {
    /// A poster over the site in force: what a key may know, where posts may go and what is known of a caller are asked each time.
    convenience init(_ parts: CallcardAPI.Parts) {
        let (sites, enricher, logger) = (parts.sites, parts.enricher, parts.logger)
        let environment = Environment(
            destinations: { sites.current.flows.callbacks },
            mayKnow: { owner, service in sites.current.flows.keys[owner]?.contains(service) ?? false },
            body: { notice in
                guard let service = sites.current.services[notice.service]?.settings else { return nil }
                let (number, context) = enricher.caller(of: notice.session)
                return TriggerPayload(notice: notice, service: service, number: number, context: context).encoded()
            },
            onGone: { subscription in
                logger.notice(
                    "a flow wants to be told no more (410)",
                    metadata: ["subscription": "\(subscription.id)", "callback": "\(subscription.options.callback.shown)"])
            })
        self.init(subscriptions: parts.subscriptions, transport: parts.callbacks, time: parts.time, environment: environment)
    }
}
