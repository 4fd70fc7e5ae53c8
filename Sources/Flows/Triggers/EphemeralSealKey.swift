public import CallModel
internal import Crypto

/// A key that lasts as long as its process, for servers without a journal.
public struct EphemeralSealKey: SealKeyProvider {
    private let made = Sensitive(SymmetricKey(size: .bits256).withUnsafeBytes { Array($0) })

    /// A fresh key.
    public init() {}

    public var key: Sensitive<[UInt8]>? { self.made }

    public func madeKey() throws(SealKeyFailure) -> Sensitive<[UInt8]> { self.made }
}
