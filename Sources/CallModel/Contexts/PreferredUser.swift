/// A user whom a flow would like to take the call.
public struct PreferredUser: Hashable, Sendable {
    public let upn: String
    /// 1 (first) to 99.
    public let priority: Int

    /// Most that a flow may attach to a call (C12).
    public static let most = 10

    public init(upn: String, priority: Int) {
        self.upn = upn
        self.priority = priority
    }
}
