/// What a delivery was answered: its effect, without anything about the caller.
public enum WebhookDeliveryEffect: Hashable, Sendable {
    /// It is part of a session's context, which has this revision.
    case revision(Int)
    /// It is kept, for a session that may come or for a number.
    case kept
}
