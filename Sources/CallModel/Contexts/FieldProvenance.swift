/// Which connector a field of the merged caller came from.
public struct FieldProvenance: Hashable, Sendable {
    /// The field as answers name it: `company`, `telNumbers.Mobile`, `customFields.Tier`.
    public let field: String
    public let connector: ConnectorID

    public init(field: String, connector: ConnectorID) {
        self.field = field
        self.connector = connector
    }
}
