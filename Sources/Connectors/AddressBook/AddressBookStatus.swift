public import CallModel

/// How an address book stands: for `/readyz`, the metrics and the log.
public struct AddressBookStatus: Hashable, Sendable {
    public let id: ConnectorID
    /// When the book that answers was loaded; `nil` while none has been.
    public internal(set) var loadedAt: WallTime?
    public internal(set) var contacts = 0
    public internal(set) var numbers = 0
    /// Records and numbers of the loaded file that could not be used.
    public internal(set) var unusable = 0
    /// Why the file as it is now can't take the loaded one's place; `nil` while all is well.
    public internal(set) var problem: AddressBookError?
    /// Since when; `nil` while all is well.
    public internal(set) var problemSince: WallTime?

    init(id: ConnectorID) {
        self.id = id
    }

    /// Whether an older book answers because the file is gone or bad.
    public var isStale: Bool { self.problem != nil }
    /// Whether there is any book to answer.
    public var isLoaded: Bool { self.loadedAt != nil }
    /// Time since the book that answers was loaded; `nil` while none has been.
    public func age(at now: WallTime) -> Duration? { self.loadedAt.map { max(now - $0, .zero) } }
}
