/// The services that a credential reaches.
public enum ServiceScope: Hashable, Sendable {
    /// Every service, also those to come.
    case all
    /// These service ids and no others.
    case only(Set<String>)

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

    /// The one service of a credential that reaches exactly one; `nil` for all others.
    public var single: String? {
        guard case .only(let services) = self, services.count == 1 else { return nil }
        return services.first
    }
}
