/// More lookups are waiting for connectors than the engine may hold.
public struct EnricherOverload: Error, Hashable, Sendable {
    public init() {}
}
