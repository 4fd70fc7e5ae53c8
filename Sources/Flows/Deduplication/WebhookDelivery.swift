/// One message of a webhook, as far as its repetition is concerned.
public struct WebhookDelivery: Sendable {
    /// Whose it is: one sender's ids say nothing about another's.
    public let sender: String
    /// What its sender calls it; `nil` where it has no name, and its body stands for it.
    public let id: String?
    /// As it came.
    public let body: [UInt8]

    public init(sender: String, id: String?, body: [UInt8]) {
        self.sender = sender
        self.id = id
        self.body = body
    }
}
