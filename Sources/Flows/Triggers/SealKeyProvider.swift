public import CallModel

/// Has the key under which callbacks and secrets are kept.
public protocol SealKeyProvider: Sendable {
    /// 32 bytes; `nil` where there is no key yet, or it is lost.
    var key: Sensitive<[UInt8]>? { get }

    /// The key, made where there is none; it is as durable as the journal when this returns.
    func madeKey() throws(SealKeyFailure) -> Sensitive<[UInt8]>
}

/// A key could be neither read nor made.
public struct SealKeyFailure: Error, Hashable, Sendable {
    public init() {}
}
