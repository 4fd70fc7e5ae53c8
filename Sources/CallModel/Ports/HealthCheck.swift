/// Tells how a part of the service is, for probes.
public protocol HealthCheck: Sendable {
    var health: [Health] { get }
}

/// How one part of the service is.
public struct Health: Hashable, Sendable {
    /// `book contacts`, `configuration` …
    public let name: String
    /// `nil` where all is well, else what is wrong; no caller data.
    public let trouble: String?

    public init(name: String, trouble: String? = nil) {
        self.name = name
        self.trouble = trouble
    }
}
