/// Wraps a value that must not be printed: a number, a name, a secret. Not `Encodable`, on purpose.
public struct Sensitive<Value: Sendable>: Sendable, Redacted {
    private let value: Value

    public init(_ value: Value) {
        self.value = value
    }

    /// Hands the value out; every call site is a place to look at in review.
    public func revealed() -> Value { self.value }
}

extension Sensitive: Equatable where Value: Equatable {}
extension Sensitive: Hashable where Value: Hashable {}
