/// An address book that is filled through the interface. What is put into it is found by the next lookup.
public protocol EditableAddressBook: Sendable {
    var id: ConnectorID { get }
    /// Contacts in it.
    var contactCount: Int { get }

    /// Puts contacts in, in order; of several with one id the last stays.
    ///
    /// - Parameter addsNew: Whether those that are not there yet are added.
    /// - Returns: One fate for each.
    func put(_ contacts: [BookContact], addsNew: Bool) -> [ContactResult]

    /// The contacts with these ids, in their order; those that are not there are left out.
    func contacts(_ ids: [String]) -> [BookContact]

    /// Contacts in the order of their ids.
    ///
    /// - Parameters:
    ///   - id: Only those behind it; `nil` begins at the first.
    ///   - limit: At most so many.
    func contacts(after id: String?, limit: Int) -> [BookContact]

    /// Takes contacts out, and tells how many were there.
    func delete(_ ids: [String]) -> Int

    /// Takes all out, and tells how many those were.
    func clear() -> Int
}
