package import CallModel

/// How an address book stands: for `/readyz`, the metrics and the log.
package struct AddressBookStatus: Hashable, Sendable {
    package let id: ConnectorID
    /// When the book that answers was loaded; `nil` while none has been.
    package internal(set) var loadedAt: WallTime?
    package internal(set) var contacts = 0
    package internal(set) var numbers = 0
    /// Records and numbers of the loaded file that could not be used.
    package internal(set) var unusable = 0
    /// Why the file as it is now can't take the loaded one's place; `nil` while all is well.
    package internal(set) var problem: AddressBookError?
    /// Since when; `nil` while all is well.
    package internal(set) var problemSince: WallTime?

    init(id: ConnectorID) {
        self.id = id
    }

    /// Whether an older book answers because the file is gone or bad.
    package var isStale: Bool { self.problem != nil }
    /// Whether there is any book to answer.
    package var isLoaded: Bool { self.loadedAt != nil }
    /// Time since the book that answers was loaded; `nil` while none has been.
    package func age(at now: WallTime) -> Duration? { self.loadedAt.map { max(now - $0, .zero) } }
}
