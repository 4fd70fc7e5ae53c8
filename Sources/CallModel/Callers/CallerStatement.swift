/// A statement of a flow or webhook about a session's caller: members it names are set, those it clears are removed, others stay.
public struct CallerStatement: Hashable, Sendable {
    /// Single-valued fields; `nil` clears one.
    public var fields: [CallerField: String?]
    /// Further numbers; `nil` where they are not named, empty clears them.
    public var telNumbers: [NamedValue]?
    /// Facts without a field of their own; `nil` where they are not named, empty clears them.
    public var customFields: [NamedValue]?
    /// Custom context parameters, likewise.
    public var parameters: [NamedValue]?
    /// At most ``PreferredUser/most``, likewise.
    public var preferredUsers: [PreferredUser]?

    /// A statement; what is left out is not named by it.
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

    /// Bytes that it takes beside itself.
    public var heapSize: Int {
        let table = HeapSize.table(CallerField.self, String?.self, capacity: self.fields.capacity)
        let lists = [self.telNumbers, self.customFields, self.parameters].reduce(0) { $0 + ($1?.heapSize(\.heapSize) ?? 0) }
        return self.fields.values.reduce(table + lists) { $0 + ($1?.heapSize ?? 0) }
            + (self.preferredUsers?.heapSize(\.upn.heapSize) ?? 0)
    }
}

extension CallerStatement: Redacted {}

/// The parts of a flow's answer beside the caller.
public struct FlowExtras: Hashable, Sendable {
    /// Custom context parameters, by name.
    public let parameters: [NamedValue]
    /// At most ``PreferredUser/most``.
    public let preferredUsers: [PreferredUser]

    /// Extras of one answer; none by default.
    public init(parameters: [NamedValue] = [], preferredUsers: [PreferredUser] = []) {
        self.parameters = parameters
        self.preferredUsers = preferredUsers
    }

    /// Bytes that it takes beside itself.
    public var heapSize: Int { self.parameters.heapSize(\.heapSize) + self.preferredUsers.heapSize(\.upn.heapSize) }
}

/// A user whom a flow would like to take the call.
public struct PreferredUser: Hashable, Sendable {
    /// The user's UPN.
    public let upn: String
    /// 1 (first) to 99.
    public let priority: Int

    /// The maximum number of users that a flow may attach to a call (C12).
    public static let most = 10

    /// The priority of a user for whom a flow says none: in the middle.
    public static let usualPriority = 50

    /// A user with a priority of 1 to 99, which is not checked here.
    public init(upn: String, priority: Int) {
        self.upn = upn
        self.priority = priority
    }
}
