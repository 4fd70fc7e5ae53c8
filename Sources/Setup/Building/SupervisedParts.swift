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
    /// - Parameter onFailure: Called for each that can't be loaded as soon as that is known, one at a time; others may take much longer.
    func loadBooks(
        except kept: SupervisedParts = .init(), onFailure: (_ book: ConnectorID, _ error: AddressBookError) -> Void
    ) async {
        await withTaskGroup { group in
            for book in self.books where !kept.books.contains(where: { $0 === book }) {
                group.addTask { await Self.failure(of: book.id) { () throws(AddressBookError) in _ = try await book.load() } }
            }
            for book in self.apiBooks where !kept.apiBooks.contains(where: { $0 === book }) {
                group.addTask { await Self.failure(of: book.id) { () throws(AddressBookError) in try await book.load() } }
            }
            for await failure in group { if let failure { onFailure(failure.book, failure.error) } }
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
