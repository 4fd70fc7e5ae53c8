public import CallModel

/// What the operator says about an address book that flows fill.
public struct APIAddressBookOptions: Hashable, Sendable {
    /// The book's name as a connector.
    public var id: ConnectorID
    /// The file that follows what is in memory; `nil` keeps the book in memory only.
    public var path: String?
    /// Where national writings are read.
    public var region: Region?

    public init(id: ConnectorID, path: String? = nil, region: Region? = nil) {
        self.id = id
        self.path = path
        self.region = region
    }
}
