import CallModel

/// A format of address book files: finds the records in a text and reads them.
///
/// A format holds the file's bytes and what was learned from its beginning; it is immutable, and used from several threads.
protocol RecordFormat: Sendable {
    /// The place at which the first record may begin.
    var start: RecordCursor { get }

    /// Whether the end of the file shows that it is whole; `true` where a format without its end is refused anyway.
    var endsWhole: Bool { get }

    /// The next record, `cursor` moved behind it; `nil` at the end of the file.
    ///
    /// - Throws: Where the rest of the file can't be trusted. A fault of one record is a ``RecordSpan/flaw``.
    func next(_ cursor: inout RecordCursor) throws(AddressBookError) -> RecordSpan?

    /// Fills `facts`, which comes empty.
    func readFacts(of record: RecordSpan, into facts: inout RecordFacts)

    /// The record that begins at `offset`, as a caller.
    func caller(at offset: Int) -> Caller
}

extension RecordFormat {
    var endsWhole: Bool { true }
}

/// A place in a file, with its line counted from 1.
struct RecordCursor: Hashable, Sendable {
    /// Bytes from the beginning of the text.
    var offset: Int
    /// The line, counted from 1.
    var line: Int
}

/// A record's bytes in the file.
struct RecordSpan: Hashable, Sendable {
    private let startWord: UInt32
    private let endWord: UInt32
    private let lineWord: UInt32
    /// Why the record can't be used; `nil` where nothing is known against it.
    let flaw: UnusableRow.Reason?

    /// Offsets and line must fit in 32 bits; ``BookFile/textLimit`` sees to that.
    init(_ range: Range<Int>, line: Int, flaw: UnusableRow.Reason? = nil) {
        self.startWord = UInt32(range.lowerBound)
        self.endWord = UInt32(range.upperBound)
        self.lineWord = UInt32(line)
        self.flaw = flaw
    }

    /// The first byte.
    var start: Int { Int(self.startWord) }
    /// The offset behind the last byte of content, before the line end.
    var end: Int { Int(self.endWord) }
    /// The line of the first byte, counted from 1.
    var line: Int { Int(self.lineWord) }
}
