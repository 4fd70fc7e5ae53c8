/// Who asks, as far as it matters to what they get: the services that a credential reaches.
///
/// Everything that holds callers or calls asks for it, and hands out nothing beyond it (docs/decisions/tenancy.md). The gate takes it from
/// the ``Principal`` of a request; what the server does for nobody outside says ``ownWork``.
public enum ServiceScope: Hashable, Sendable {
    /// Every service, also those to come.
    case all
    /// These service ids and no others.
    case only(Set<String>)

    /// The server's own work: timers, retention, journaling, what is sorted by service before anybody gets it. Whatever is read under it
    /// goes to nobody as it is; every use is a place to look at in review.
    public static var ownWork: ServiceScope { .all }

    /// Whether it reaches the service with this id.
    public func contains(_ service: String) -> Bool {
        switch self {
        case .all: true
        case .only(let services): services.contains(service)
        }
    }

    /// Whether this reaches all that `other` does.
    public func contains(_ other: ServiceScope) -> Bool {
        switch (self, other) {
        case (.all, _): true
        case (_, .all): false
        case (.only(let mine), .only(let others)): mine.isSuperset(of: others)
        }
    }

    /// Whether there could be a service that both reach.
    public func overlaps(_ other: ServiceScope) -> Bool {
        switch (self, other) {
        case (.only(let mine), .only(let others)): !mine.isDisjoint(with: others)
        case (.only(let some), .all), (.all, .only(let some)): !some.isEmpty
        case (.all, .all): true
        }
    }

    /// The services that both reach.
    public func intersection(_ other: ServiceScope) -> ServiceScope {
        switch (self, other) {
        case (.all, let scope), (let scope, .all): scope
        case (.only(let mine), .only(let others)): .only(mine.intersection(others))
        }
    }

    /// The services by name; `nil` for all, for stores that search by names.
    public var names: Set<String>? {
        if case .only(let services) = self { services } else { nil }
    }

    /// The one service of a credential that reaches exactly one; `nil` for all others.
    public var single: String? {
        guard case .only(let services) = self, services.count == 1 else { return nil }
        return services.first
    }
}
