/// What a flow says beside who calls.
public struct FlowExtras: Hashable, Sendable {
    /// Custom context parameters, by name.
    public let parameters: [NamedValue]
    /// At most 10.
    public let preferredUsers: [PreferredUser]

    public init(parameters: [NamedValue] = [], preferredUsers: [PreferredUser] = []) {
        self.parameters = parameters
        self.preferredUsers = preferredUsers
    }
}
