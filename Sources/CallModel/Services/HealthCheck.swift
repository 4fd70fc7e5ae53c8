/// A part of the service that reports its health, for probes.
public protocol HealthCheck: Sendable {
    /// The health of each of its parts, as it is at the moment; asks nobody.
    var health: [Health] { get }
}

/// The health of one part of the service.
public struct Health: Hashable, Sendable {
    /// The part's name: `book contacts`, `configuration` …
    public let name: String
    /// The trouble in words, without caller data; `nil` where all is well.
    public let trouble: String?

    /// The health of a part; by default all is well.
    public init(name: String, trouble: String? = nil) {
        self.name = name
        self.trouble = trouble
    }
}
