internal import CallModel
internal import Enrichment
internal import Flows
internal import Logging
internal import OutboundHTTP
internal import StrictJSON

/// The rights, destination and body of posts to flows, by the configuration in force and what is known of the caller at that
/// moment.
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
        let (number, context) = self.enricher.caller(of: notification.session, for: .only([notification.service]))
        return TriggerPayload(notification: notification, service: service, number: number, context: context).encoded()
    }

    func receiverEnded(_ subscription: Subscription, _ reason: TriggerDispatcher.EndReason) {
        let what: Logger.Message =
            switch reason {
            case .gone: "a flow wants to be told no more (410)"
            case .notFound: "a flow has been missing for too long (404): its subscription has ended"
            }
        self.logger.notice(
            what,
            metadata: ["subscription": "\(subscription.id)", "callback": "\(subscription.options.callback.shown)"])
    }
}

/// The body of a trigger's post: the event, its call, and the caller as far as they are held at this moment. Absent members are
/// left out.
struct TriggerPayload {
    let notification: TriggerNotification
    let service: ServiceSettings
    let number: CallerNumber?
    let context: CallerContext?

    func encoded() -> [UInt8] {
        var writer = JSONWriter(capacity: 1_024)
        writer.object { writer in
            writer.member("taskId", self.notification.session)
            writer.member("callChainId", self.notification.session)
            writer.member("event", self.notification.event.rawValue)
            writer.member("direction", self.notification.direction.rawValue)
            writer.member("modality", self.notification.modality.rawValue)
            writer.member("created", self.notification.created.description)
            writer.member("terminated", self.notification.terminated?.description)
            writer.member("callerTelNumber", self.e164)
            writer.member("isAnonymous", self.isAnonymous)
            writer.member("serviceId", self.service.id)
            writer.member("serviceName", self.service.displayName)
            writer.member("serviceDisplayName", self.service.displayName)
            writer.member("serviceUPN", self.service.upn)
            writer.member("serviceTelNumber", self.service.telNumber)
            // Services have no words of their own but their name.
            writer.member("serviceDescription", self.service.displayName)
            writer.member("lastConnectedUserUPN", self.notification.lastConnectedUser)
            writer.member("offeredUserUPN", self.notification.offeredUser)
            if self.notification.direction == .outbound { writer.member("destinationTelNumber", self.e164) }
            writer.member("callerUPN", self.context?.caller?[.upn])
            writer.member("referenceId", self.notification.session)
            if let parameter = self.context?.updatedParameter {
                writer.member("updatedParameterName", parameter.name)
                writer.member("updatedParameterValue", parameter.value)
            }
            if let context, !context.isSilent { writer.object("taskInformation") { context.writeTask(to: &$0) } }
        }
        return writer.bytes
    }

    /// The number of whoever is at the other end, in E.164; `nil` where it is unknown, internal, withheld or forgotten.
    private var e164: String? {
        if case .full(let number) = self.number { number.e164 } else { nil }
    }

    /// Whether the number is unknown, withheld or forgotten.
    private var isAnonymous: Bool {
        switch self.number {
        case nil, .withheld?: true
        case .short?, .full?: false
        }
    }
}

extension CallerContext {
    /// Whether there is nothing in it that a flow could use.
    fileprivate var isSilent: Bool { self.caller == nil && self.parameters.isEmpty && self.preferredUsers.isEmpty }

    /// The shape in which flows post task information themselves.
    fileprivate func writeTask(to writer: inout JSONWriter) {
        if let caller { writer.object("customer") { caller.writeMembers(to: &$0) } }
        if !self.parameters.isEmpty {
            writer.array("customContextParameters") { writer in
                for parameter in self.parameters {
                    writer.object { writer in
                        writer.member("name", parameter.name)
                        writer.member("value", parameter.value)
                    }
                }
            }
        }
        guard !self.preferredUsers.isEmpty else { return }
        writer.array("preferredUsers") { writer in
            for user in self.preferredUsers {
                writer.object { writer in
                    writer.member("upn", user.upn)
                    writer.member("priority", user.priority)
                }
            }
        }
    }
}
