import CallModel
import Contacts
import StrictJSON

/// The contacts of an address book by API, by id and by number. A plain value; a change costs the same however many there are.
struct APIContactTable: Sendable {
    /// The maximum number of contacts of a book.
    static let limit = 100_000
    /// The maximum number of bytes of all contacts together: half of what a book's file may have.
    static let byteLimit = BookFile.sizeLimit / 2

    private let byteLimit: Int
    private var bytes = 0
    /// Texts in fields for numbers that can't be read.
    private(set) var unreadableCount = 0
    private var byID: [String: APIContact] = [:]
    private var byNumber: [NumberKey: ContactIDList] = [:]
    /// All ids in order, kept by a reader who has sorted them; `nil` since they changed.
    var sortedIDs: [String]?

    /// - Parameter byteLimit: Most bytes of all contacts together; smaller in tests.
    init(byteLimit: Int = Self.byteLimit) {
        self.byteLimit = byteLimit
    }

    /// Contacts in the table.
    var count: Int { self.byID.count }

    /// The contact of that id.
    subscript(id: String) -> APIContact? { self.byID[id] }

    /// All contacts in no order.
    var all: [BookContact] { self.byID.values.map(\.contact) }

    /// The contacts with a number, the earliest first; at most as many as other books give.
    func contacts(with key: NumberKey) -> [APIContact] {
        (self.byNumber[key]?.first(BookSnapshot.findingsLimit) ?? []).compactMap { self.byID[$0] }
    }

    /// All ids in no order.
    var ids: [String] { Array(self.byID.keys) }

    /// Contacts in the order of `sorted`, but for those that are not there any more.
    func page(of sorted: [String], after id: String?, limit: Int) -> [BookContact] {
        let start = id.map { id in sorted.partitioningIndex { $0 > id } } ?? 0
        return Array(sorted[start...].lazy.compactMap { self.byID[$0]?.contact }.prefix(limit))
    }

    /// Adds a contact, or replaces the one of its id; `addsNew` is `false` where only replacing is wanted.
    mutating func put(_ entry: APIContact, addsNew: Bool) -> ContactResult {
        let id = entry.contact.id
        guard let before = self.byID[id] else {
            guard addsNew else { return .notFound }
            guard self.count < Self.limit, self.reserve(entry, inPlaceOf: nil) else { return .bookFull }
            self.byID[id] = entry
            self.sortedIDs = nil
            self.unreadableCount += entry.unreadable.count
            for key in entry.keys { self.byNumber[key, default: ContactIDList()].append(id) }
            return .added
        }
        guard before.contact.json != entry.contact.json else { return .unchanged }
        guard self.reserve(entry, inPlaceOf: before) else { return .bookFull }
        self.byID[id] = entry
        self.unreadableCount += entry.unreadable.count - before.unreadable.count
        // A number that it keeps keeps its place.
        for key in before.keys where !entry.keys.contains(key) { self.unlist(id, from: key) }
        for key in entry.keys where !before.keys.contains(key) { self.byNumber[key, default: ContactIDList()].append(id) }
        return .updated
    }

    /// Removes a contact; tells whether it was there.
    mutating func remove(_ id: String) -> Bool {
        guard let entry = self.byID.removeValue(forKey: id) else { return false }
        self.sortedIDs = nil
        self.bytes -= entry.contact.json.count
        self.unreadableCount -= entry.unreadable.count
        for key in entry.keys { self.unlist(id, from: key) }
        return true
    }

    /// Counts the bytes of a contact that comes, in place of another or not; tells whether there is room for them.
    private mutating func reserve(_ entry: APIContact, inPlaceOf before: APIContact?) -> Bool {
        let bytes = self.bytes - (before?.contact.json.count ?? 0) + entry.contact.json.count
        guard bytes <= self.byteLimit else { return false }
        self.bytes = bytes
        return true
    }

    private mutating func unlist(_ id: String, from key: NumberKey) {
        self.byNumber[key]?.remove(id)
        if self.byNumber[key]?.isEmpty ?? false { self.byNumber[key] = nil }
    }
}

/// A contact of an address book by API, with the numbers by which it is found.
struct APIContact: Sendable {
    /// The contact as it was sent.
    let contact: BookContact
    /// The numbers, each once, and the second readings of those without `+`.
    let keys: [NumberKey]
    /// The cells in which a number can't be read, as they are written.
    let unreadable: [String]

    /// Reads the numbers of a contact.
    ///
    /// - Parameters:
    ///   - numbers: Makes their keys.
    ///   - region: The region of national writings.
    init(_ contact: BookContact, numbers: any NumberIndexer, region: Region?) {
        self.contact = contact
        var (keys, unreadable): ([NumberKey], [String]) = ([], [])
        for cell in Self.read(contact.json)?.numbers.map(\.text) ?? [] {
            var (text, read, unread) = (cell, 0, 0)
            text.withUTF8 { bytes in
                numbers.readNumbers(in: UnsafeRawBufferPointer(bytes), region: region) { entry in
                    switch entry {
                    case .number(let key):
                        read += 1
                        if !keys.contains(key) { keys.append(key) }
                    case .withoutPlus(let key): if !keys.contains(key.withoutPlus) { keys.append(key.withoutPlus) }
                    case .stem, .unreadable: unread += 1
                    }
                }
            }
            if unread > 0 || read == 0 { unreadable.append(cell) }
        }
        (self.keys, self.unreadable) = (keys, unreadable)
    }

    /// The contact as a caller.
    var caller: Caller { Self.read(self.contact.json)?.finished ?? Caller() }

    private static func read(_ json: [UInt8]) -> JSONContact? {
        (try? StrictJSON.parse(json, maxDepth: 8))?.objectValue.map(JSONContact.init)
    }
}

extension NumberKey {
    /// The key under which digits without `+` stand that are this number in E.164: no number has it.
    var withoutPlus: NumberKey { NumberKey(e164Digits: self.rawValue | 1 << 62) }
}

extension [String] {
    /// The first place from which on all elements are as `isBehind` says, of a list in such an order.
    fileprivate func partitioningIndex(where isBehind: (String) -> Bool) -> Int {
        var (low, high) = (0, self.count)
        while low < high {
            let middle = (low + high) / 2
            if isBehind(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
