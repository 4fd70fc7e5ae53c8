/// What a flow wants to be told of, and where.
public struct SubscriptionOptions: Hashable, Sendable {
    /// Ids of services; at least one.
    public var services: Set<String>
    /// Empty for all.
    public var events: Set<TaskEvent>
    /// Empty for all.
    public var modalities: Set<Modality>
    /// Empty for all.
    public var directions: Set<TaskDirection>
    public var callback: CallbackURL

    public init(
        services: Set<String>, events: Set<TaskEvent> = [], modalities: Set<Modality> = [], directions: Set<TaskDirection> = [],
        callback: CallbackURL
    ) {
        self.services = services
        self.events = events
        self.modalities = modalities
        self.directions = directions
        self.callback = callback
    }

    /// The events that are meant.
    var allEvents: Set<TaskEvent> { self.events.isEmpty ? Set(TaskEvent.allCases) : self.events }

    /// Whether something that happened is meant.
    func includes(_ notice: TriggerNotification) -> Bool {
        self.services.contains(notice.service) && (self.events.isEmpty || self.events.contains(notice.event))
            && (self.modalities.isEmpty || self.modalities.contains(notice.modality))
            && (self.directions.isEmpty || self.directions.contains(notice.direction))
    }
}
