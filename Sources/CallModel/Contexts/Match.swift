/// One finding and who said so.
public struct Match: Hashable, Sendable {
    public let connector: ConnectorID
    public let grade: Grade
    public let caller: Caller

    public init(connector: ConnectorID, grade: Grade, caller: Caller) {
        self.connector = connector
        self.grade = grade
        self.caller = caller
    }
}

extension Match: Redacted {}
