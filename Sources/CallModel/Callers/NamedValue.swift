/// One entry of `telNumbers` or `customFields`.
public struct NamedValue: Hashable, Sendable {
    public let name: String
    public let value: String

    public init(name: String, value: String) {
        self.name = name
        self.value = value
    }
}

extension NamedValue: Redacted {}
