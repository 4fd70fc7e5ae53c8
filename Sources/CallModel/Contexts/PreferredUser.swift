/// A user whom a flow would like to take the call.
public struct PreferredUser: Hashable, Sendable {
    public let upn: String
    /// 1 (first) to 99.
    public let priority: Int

    public init(upn: String, priority: Int) {
        self.upn = upn
        self.priority = priority
    }
}
