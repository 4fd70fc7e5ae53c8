package import AddressBooks
internal import CallModel
package import Places
package import SignIn

/// The parts of a configuration that need running while it is in force.
package struct SupervisedParts: Sendable {
    /// Address books in files, in configuration order.
    package var books: [AddressBook] = []
    /// Address books that flows fill, in configuration order.
    package var apiBooks: [APIAddressBook] = []
    /// Signing keys of the issuers whose bearer tokens are taken.
    package var tokenKeys: [IssuerKeys] = []
    /// Where internet addresses are; `nil` where the operator named no database.
    package var places: PlaceDatabase?

    /// None.
    package init() {}

    /// Loads the address books that are not among `kept`, all at once.
    ///
    /// - Returns: Those that can't be loaded, with the reason, in the order in which that was found out.
    func loadBooks(except kept: SupervisedParts = .init()) async -> [(book: ConnectorID, error: AddressBookError)] {
        await withTaskGroup { group in
            for book in self.books where !kept.books.contains(where: { $0 === book }) {
                group.addTask { await Self.failure(of: book.id) { () throws(AddressBookError) in _ = try await book.load() } }
            }
            for book in self.apiBooks where !kept.apiBooks.contains(where: { $0 === book }) {
                group.addTask { await Self.failure(of: book.id) { () throws(AddressBookError) in try await book.load() } }
            }
            return await group.reduce(into: []) { failures, failure in if let failure { failures.append(failure) } }
        }
    }

    private static func failure(
        of book: ConnectorID, _ load: () async throws(AddressBookError) -> Void
    ) async -> (book: ConnectorID, error: AddressBookError)? {
        do throws(AddressBookError) {
            try await load()
            return nil
        } catch {
            return (book, error)
        }
    }
}
