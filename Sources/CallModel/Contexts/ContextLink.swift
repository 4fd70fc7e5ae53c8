/// A link made from one of a service's context templates.
public struct ContextLink: Hashable, Sendable {
    public let name: String
    /// A finished URL, never passed through a URL parser that re-encodes.
    public let url: String
    public let opens: Opening
    public let on: Moment

    /// Where the link opens.
    public enum Opening: String, Hashable, Sendable, CaseIterable { case tab, embedded }
    /// When the link opens by itself.
    public enum Moment: String, Hashable, Sendable, CaseIterable { case offered, accepted }

    public init(name: String, url: String, opens: Opening, on: Moment) {
        self.name = name
        self.url = url
        self.opens = opens
        self.on = on
    }
}

extension ContextLink: Redacted {}
