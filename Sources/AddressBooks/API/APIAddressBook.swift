package import CallModel
import Waiting

/// An address book that is filled through the interface and held in memory; changes are written to its file, if it has one.
///
/// Life: ``load()`` once, ``run()`` until the server stops, ``save()`` as the last thing.
package final class APIAddressBook: ImmediateConnector, EditableAddressBook {
    private struct State {
        var contacts = APIContactTable()
        /// Grows with each change.
        var generation: UInt64 = 0
        /// The generation that the file has.
        var saved: UInt64 = 0
        /// Why the file can't be used; it is then left as it is.
        var problem: AddressBookError?

        /// Whether the file lacks a change that may be written to it.
        var isBehind: Bool {
            self.generation != self.saved && (self.problem == nil || self.problem == .cannotWrite)
        }
    }

    /// The book's name, file and region.
    package let options: APIAddressBookOptions
    private let numbers: any NumberIndexer
    private let time: any TimeSource
    private let state = Lock(State())
    /// Held while the file is written: two at once would put half of one in the other's place. Only threads of our own wait for it.
    private let writing = Lock(())

    /// The wait between a change and the writing of the file, so that further changes are written with it.
    private static let patience = Duration.seconds(1)

    /// Begins without contacts; ``load()`` brings those of the file.
    ///
    /// - Parameter numbers: Makes keys of numbers, from several threads.
    package init(_ options: APIAddressBookOptions, numbers: any NumberIndexer, time: any TimeSource) {
        self.options = options
        self.numbers = numbers
        self.time = time
    }

    /// The book's name as a connector.
    package var id: ConnectorID { self.options.id }
    /// Contacts in the book.
    package var contactCount: Int { self.state.withLock(\.contacts.count) }
    /// Texts in fields for numbers that can't be read, of all contacts.
    package var unreadableCount: Int { self.state.withLock(\.contacts.unreadableCount) }
    /// Grows with each change.
    package var generation: UInt64 { self.state.withLock(\.generation) }
    /// Why the book's file can't be read or written; the book answers all the same.
    package var problem: AddressBookError? { self.state.withLock(\.problem) }

    /// The book's condition: never off, since it answers from memory whatever becomes of its file.
    package var condition: ConnectorCondition {
        let (count, problem) = self.state.withLock { ($0.contacts.count, $0.problem) }
        return ConnectorCondition(.addressBook, trouble: problem.map { "\($0)" }, contacts: count)
    }

    /// Whether a number is known at all.
    package func applies(to number: CallerNumber) -> Bool { number != .withheld }

    /// The contacts that have the number, in the order in which they got it; else those with the other form of its
    /// line, or with its digits and no `+`.
    package func findings(for number: CallerNumber) -> [Finding] {
        guard let key = number.key else { return [] }
        let exact = self.findings(of: key, .exact)
        guard exact.isEmpty, case .full(let full) = number else { return exact }
        let other = full.otherForm.map { self.findings(of: $0, .national) } ?? []
        return other + (full.isValid ? self.findings(of: key.withoutPlus, .national) : [])
    }

    private func findings(of key: NumberKey, _ grade: Grade) -> [Finding] {
        self.state.withLock { $0.contacts.contacts(with: key) }.map { Finding(grade: grade, caller: $0.caller) }
    }

    /// Adds contacts, or replaces those of the same id; tells for each what became of it.
    package func put(_ contacts: [BookContact], addsNew: Bool) -> [ContactResult] {
        // Numbers are read before the lock is taken.
        let entries = contacts.map { APIContact($0, numbers: self.numbers, region: self.options.region) }
        return self.state.withLock { state in
            let results = entries.map { state.contacts.put($0, addsNew: addsNew) }
            if results.contains(where: { $0 == .added || $0 == .updated }) { state.generation += 1 }
            return results
        }
    }

    /// The contacts of these ids, in their order; those that are not there are left out.
    package func contacts(_ ids: [String]) -> [BookContact] {
        self.state.withLock { state in ids.compactMap { state.contacts[$0]?.contact } }
    }

    /// The contacts behind `id` in the order of ids, at most `limit`; `nil` begins with the first.
    package func contacts(after id: String?, limit: Int) -> [BookContact] {
        let (known, ids, generation) = self.state.withLock { state in
            (state.contacts.sortedIDs, state.contacts.sortedIDs == nil ? state.contacts.ids : [], state.generation)
        }
        // Sorting many takes longer than a lookup, which is not to wait for it.
        let sorted = known ?? ids.sorted()
        return self.state.withLock { state in
            if state.generation == generation { state.contacts.sortedIDs = sorted }
            return state.contacts.page(of: sorted, after: id, limit: limit)
        }
    }

    /// The texts in fields for numbers that can't be read, of each of these contacts.
    package func unreadableNumbers(of ids: [String]) -> [[String]] {
        self.state.withLock { state in ids.map { state.contacts[$0]?.unreadable ?? [] } }
    }

    /// Removes contacts; tells how many were there.
    package func delete(_ ids: [String]) -> Int {
        self.state.withLock { state in
            let deleted = ids.count { state.contacts.remove($0) }
            if deleted > 0 { state.generation += 1 }
            return deleted
        }
    }

    /// Removes all contacts; tells how many there were.
    package func clear() -> Int {
        // The old contacts go outside of the lock: giving back their memory takes a while.
        let old = self.state.withLock { state in
            let old = state.contacts
            state.contacts = APIContactTable()
            if old.count > 0 { state.generation += 1 }
            return old
        }
        return old.count
    }

    /// Reads the file; one that is not there yet is an empty book.
    ///
    /// - Throws: Where the file can't be used: it is left as it is, also later, until the server starts anew.
    package func load() async throws(AddressBookError) {
        guard let path = self.options.path else { return }
        let (numbers, region) = (self.numbers, self.options.region)
        let result = await BackgroundThreads.aside { () -> Result<[APIContact], AddressBookError> in
            Result { () throws(AddressBookError) in
                try APIAddressBookFile.read(path).map { APIContact($0, numbers: numbers, region: region) }
            }
        }
        do throws(AddressBookError) {
            let entries = try result.get()
            self.state.withLock { state in
                for entry in entries { _ = state.contacts.put(entry, addsNew: true) }
                state.generation += 1
                state.saved = state.generation
            }
        } catch {
            self.state.withLock { $0.problem = error }
            throw error
        }
    }

    /// Copies the contacts of the book that this one replaces, unless it has contacts of its own.
    package func adoptContacts(of other: APIAddressBook) async {
        guard self.contactCount == 0 else { return }
        let contacts = other.state.withLock(\.contacts.all)
        let (numbers, region) = (self.numbers, self.options.region)
        let entries = await BackgroundThreads.aside { contacts.map { APIContact($0, numbers: numbers, region: region) } }
        self.state.withLock { state in
            guard state.contacts.count == 0, state.problem == nil, !entries.isEmpty else { return }
            for entry in entries { _ = state.contacts.put(entry, addsNew: true) }
            state.generation += 1
        }
    }

    /// Writes changes to the file until its task is cancelled: a second after a change, and never so often that writing takes more
    /// than a tenth of the time.
    package func run() async {
        guard self.options.path != nil else { return }
        while !Task.isCancelled {
            let started = self.time.monotonicNow()
            await self.save()
            let pause = max(Self.patience, (self.time.monotonicNow() - started) * 10)
            try? await self.time.sleep(until: self.time.monotonicNow() + pause)
        }
    }

    /// Writes the contacts to the file unless it has them already; waits for a write that is under way.
    package func save() async {
        guard let path = self.options.path, self.state.withLock(\.isBehind) else { return }
        await BackgroundThreads.aside { self.writing.withLock { _ in self.saveHere(path) } }
    }

    private func saveHere(_ path: String) {
        let due = self.state.withLock { state -> (generation: UInt64, contacts: [BookContact])? in
            state.isBehind ? (state.generation, state.contacts.all) : nil
        }
        guard let due else { return }
        let isWritten = APIAddressBookFile.write(due.contacts, to: path)
        self.state.withLock { state in
            state.problem = isWritten ? nil : .cannotWrite
            if isWritten { state.saved = due.generation }
        }
    }
}
