/// A link made from one of a service's context templates.
public struct ContextLink: Hashable, Sendable {
    /// The template's name.
    public let name: String
    /// A finished URL, never passed through a URL parser that re-encodes.
    public let url: String
    /// The place in which the link opens.
    public let opens: Opening
    /// When the link opens by itself.
    public let on: Moment

    /// Where a link opens: in a tab of its own, or embedded in the page.
    public enum Opening: String, Hashable, Sendable, CaseIterable { case tab, embedded }
    /// When a link opens by itself: once the call is offered, or once it is accepted.
    public enum Moment: String, Hashable, Sendable, CaseIterable { case offered, accepted }

    /// A link with a URL that has passed the URL policy.
    public init(name: String, url: String, opens: Opening, on: Moment) {
        self.name = name
        self.url = url
        self.opens = opens
        self.on = on
    }
}

extension ContextLink: Redacted {}
