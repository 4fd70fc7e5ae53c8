/// What a connector is and how it stands, for those who watch it. Holds no caller data.
public struct ConnectorCondition: Hashable, Sendable {
    public let kind: Kind
    /// Why it can't do its work as it should; `nil` while all is well.
    public let trouble: String?
    /// Whether it answers at all.
    public let isOff: Bool
    /// Contacts of an address book.
    public let contacts: Int?

    public init(_ kind: Kind, trouble: String? = nil, isOff: Bool = false, contacts: Int? = nil) {
        self.kind = kind
        self.trouble = trouble
        self.isOff = isOff
        self.contacts = contacts
    }

    public enum Kind: String, Hashable, Sendable, CaseIterable {
        case addressBook, crm, flow
    }
}
