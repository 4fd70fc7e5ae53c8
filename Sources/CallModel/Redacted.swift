/// A value that holds caller data or a secret: every printer, dump and mirror shows `‹redacted›` instead.
public protocol Redacted: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {}

extension Redacted {
    /// `‹redacted›`, whatever the value.
    public var description: String { "‹redacted›" }
    /// `‹redacted›`, whatever the value.
    public var debugDescription: String { "‹redacted›" }
    /// A mirror without children.
    public var customMirror: Mirror { Mirror(self, children: []) }
}

/// A wrapper for a value that must not be printed: a number, a name, a secret. Not `Encodable`, on purpose.
public struct Sensitive<Value: Sendable>: Sendable, Redacted {
    private let value: Value

    /// Wraps `value`; from here on no printer shows it.
    public init(_ value: Value) {
        self.value = value
    }

    /// Hands the value out; every call site is a place to look at in review.
    public func revealed() -> Value { self.value }
}

extension Sensitive: Equatable where Value: Equatable {}
extension Sensitive: Hashable where Value: Hashable {}
