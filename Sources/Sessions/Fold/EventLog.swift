internal import CallModel
internal import HashTreeCollections

/// A call's events in the order of the fold, in blocks of which each knows the call's state before it.
///
/// It never changes. One with a further event shares with its original all blocks but one, and folds nothing again that comes before
/// that event; so an event costs the same however many a call has, unless it arrives late.
final class EventLog: Sendable {
    /// An event; shared by all logs that have it.
    final class Entry: Sendable {
        let event: CallEvent
        /// Whether its user gets no entry by it.
        let isUnseen: Bool

        init(event: CallEvent, isUnseen: Bool) {
            self.event = event
            self.isUnseen = isUnseen
        }
    }

    private final class Block: Sendable {
        /// At least one.
        let entries: [Entry]
        let before: FoldedSession

        init(_ entries: [Entry], before: FoldedSession) {
            self.entries = entries
            self.before = before
        }

        /// Whether another block has the same entries.
        func isSame(as other: Block) -> Bool {
            self.entries.elementsEqual(other.entries, by: ===)
        }
    }

    /// The maximum number of events in a block: so many are copied with each event, and folded again with one that arrives late.
    static let blockSize = 64

    private let blocks: [Block]
    private let ids: TreeSet<String>
    /// The call's state after all events.
    let state: FoldedSession
    /// Whether an event queues the call, wherever it stands.
    let isQueued: Bool

    private init(_ blocks: [Block], state: FoldedSession, ids: TreeSet<String>, isQueued: Bool) {
        self.blocks = blocks
        self.state = state
        self.ids = ids
        self.isQueued = isQueued
    }

    /// - Parameter entries: At least one, each once, in any order.
    init(_ entries: [Entry]) {
        let ordered = entries.sorted { $0.event.precedes($1.event) }
        let pieces = stride(from: 0, to: ordered.count, by: Self.blockSize).map { start in
            Array(ordered[start..<min(start + Self.blockSize, ordered.count)])
        }
        (self.blocks, self.state) = Self.fold(pieces, from: FoldedSession(before: ordered[0].event))
        self.ids = TreeSet(ordered.map(\.event.id))
        self.isQueued = ordered.contains { $0.event.type == .queued }
    }

    /// The count of events.
    var count: Int { self.ids.count }

    /// All of them.
    ///
    /// - Complexity: O(events).
    var entries: [Entry] { self.blocks.flatMap(\.entries) }

    /// The one that comes last.
    var last: CallEvent {
        let entries = self.blocks[self.blocks.count - 1].entries
        return entries[entries.count - 1].event
    }

    /// Whether there is an event of this id.
    func holds(_ id: String) -> Bool { self.ids.contains(id) }

    /// A log with one event more, of an id that is not there yet.
    ///
    /// - Complexity: O(1) for one that comes last, else O(events that come after it).
    func adding(_ entry: Entry) -> EventLog {
        var ids = self.ids
        ids.insert(entry.event.id)
        let (blocks, state) = self.last.precedes(entry.event) ? self.appending(entry) : self.inserting(entry)
        return EventLog(blocks, state: state, ids: ids, isQueued: self.isQueued || entry.event.type == .queued)
    }

    private func appending(_ entry: Entry) -> ([Block], FoldedSession) {
        var (blocks, state) = (self.blocks, self.state)
        let last = blocks[blocks.count - 1]
        if last.entries.count < Self.blockSize {
            blocks[blocks.count - 1] = Block(last.entries + [entry], before: last.before)
        } else {
            blocks.append(Block([entry], before: state))
        }
        state.apply(entry)
        return (blocks, state)
    }

    private func inserting(_ entry: Entry) -> ([Block], FoldedSession) {
        let place = self.blocks.lastIndex { $0.entries[0].event.precedes(entry.event) } ?? 0
        var entries = self.blocks[place].entries
        let index = entries.lastIndex { $0.event.precedes(entry.event) }.map { $0 + 1 } ?? 0
        entries.insert(entry, at: index)
        let halves =
            entries.count > Self.blockSize
            ? [Array(entries.prefix(Self.blockSize / 2)), Array(entries.dropFirst(Self.blockSize / 2))] : [entries]
        let before = place == 0 ? FoldedSession(before: entries[0].event) : self.blocks[place].before
        let (blocks, state) = Self.fold(halves + self.blocks[(place + 1)...].map(\.entries), from: before)
        return (self.blocks[..<place] + blocks, state)
    }

    /// A log in which a user has no entry by any event; `nil` where that changes nothing.
    ///
    /// - Complexity: O(events).
    func hiding(_ user: String) -> EventLog? {
        guard self.entries.contains(where: { $0.event.user == user && !$0.isUnseen }) else { return nil }
        let pieces = self.blocks.map { block in
            block.entries.map { $0.event.user == user ? Entry(event: $0.event, isUnseen: true) : $0 }
        }
        let (blocks, state) = Self.fold(pieces, from: self.blocks[0].before)
        return EventLog(blocks, state: state, ids: self.ids, isQueued: self.isQueued)
    }

    private static func fold(_ pieces: [[Entry]], from before: FoldedSession) -> ([Block], FoldedSession) {
        var state = before
        let blocks = pieces.map { entries in
            let block = Block(entries, before: state)
            for entry in entries { state.apply(entry) }
            return block
        }
        return (blocks, state)
    }

    /// The differences from an earlier state of the same log: new entries, in order, and ids of those that are unseen since.
    ///
    /// - Parameter earlier: `nil` for none: all are new.
    /// - Complexity: O(1) for one event more, wherever it stands.
    func changes(since earlier: EventLog?) -> (added: [Entry], hidden: [String]) {
        guard let earlier else { return (self.entries, []) }
        // Blocks before those that differ are the same; behind them, their entries are.
        var (mine, theirs) = (self.blocks[...], earlier.blocks[...])
        while let one = mine.first, let other = theirs.first, one === other {
            mine.removeFirst()
            theirs.removeFirst()
        }
        while let one = mine.last, let other = theirs.last, one.isSame(as: other) {
            mine.removeLast()
            theirs.removeLast()
        }
        let known = Dictionary(uniqueKeysWithValues: theirs.flatMap(\.entries).map { ($0.event.id, $0.isUnseen) })
        let now = mine.flatMap(\.entries)
        let hidden = now.filter { $0.isUnseen && known[$0.event.id] == false }.map(\.event.id)
        return (now.filter { known[$0.event.id] == nil }, hidden)
    }
}

extension EventLog: Hashable {
    static func == (one: EventLog, other: EventLog) -> Bool {
        one === other || one.count == other.count && one.entries.elementsEqual(other.entries) { $0.isSame(as: $1) }
    }

    func hash(into hasher: inout Hasher) {
        for entry in self.entries { hasher.combine(entry.event) }
    }
}

extension EventLog.Entry {
    fileprivate func isSame(as other: EventLog.Entry) -> Bool {
        self === other || self.event == other.event && self.isUnseen == other.isUnseen
    }
}
