public import CallModel
public import ContextTemplates

/// How callers' places are found and shown.
public struct MapAccess: Sendable {
    /// Whose maps are shown where a service doesn't say otherwise.
    public var templates: MapTemplates
    /// Knows where internet addresses are; `nil` where the operator named no database.
    public var finder: (any PlaceFinder)?

    public init(templates: MapTemplates = .google, finder: (any PlaceFinder)? = nil) {
        self.templates = templates
        self.finder = finder
    }
}
