package import CallModel

/// What the operator says about an address book that flows fill.
package struct APIAddressBookOptions: Hashable, Sendable {
    /// The book's name as a connector.
    package var id: ConnectorID
    /// The file that follows what is in memory; `nil` keeps the book in memory only.
    package var path: String?
    /// Where national writings are read.
    package var region: Region?

    package init(id: ConnectorID, path: String? = nil, region: Region? = nil) {
        self.id = id
        self.path = path
        self.region = region
    }
}
