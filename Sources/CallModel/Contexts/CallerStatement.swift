/// What a flow or webhook says of a session's caller: members it names are set, those it clears are removed, others stay.
public struct CallerStatement: Hashable, Sendable {
    /// Single-valued fields; `nil` clears one.
    public var fields: [CallerField: String?]
    /// Further numbers; `nil` where they are not named, empty clears them.
    public var telNumbers: [NamedValue]?
    /// Facts without a field of their own; `nil` where they are not named, empty clears them.
    public var customFields: [NamedValue]?
    /// Custom context parameters, likewise.
    public var parameters: [NamedValue]?
    /// At most 10, likewise.
    public var preferredUsers: [PreferredUser]?

    public init(
        fields: [CallerField: String?] = [:], telNumbers: [NamedValue]? = nil, customFields: [NamedValue]? = nil,
        parameters: [NamedValue]? = nil, preferredUsers: [PreferredUser]? = nil
    ) {
        self.fields = fields
        self.telNumbers = telNumbers
        self.customFields = customFields
        self.parameters = parameters
        self.preferredUsers = preferredUsers
    }
}

extension CallerStatement: Redacted {}
