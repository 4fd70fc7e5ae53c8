/// More lookups are waiting for connectors than the engine may hold.
public struct Overload: Error, Hashable, Sendable {
    public init() {}
}
