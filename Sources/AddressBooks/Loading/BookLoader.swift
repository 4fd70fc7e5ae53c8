import CallModel
import Waiting

/// Makes a book of a file: read, decode, cut into records, index. Runs on the calling thread and as many more as it is given.
struct BookLoader: Sendable {
    /// The file and how it is read.
    let options: AddressBookOptions
    /// Makes keys of numbers, from several threads.
    let numbers: any NumberIndexer
    let time: any TimeSource
    /// SHA-256 of bytes, for the `.sha256` file beside the book; `nil`: such files are not looked at.
    var digest: AddressBook.Digest?
    /// Threads that index at the same time.
    var threads = BackgroundThreads.usable
    /// Bytes after which a part ends with the record that it is in.
    var partBytes = 256 << 10
    /// Bytes of the file that was loaded before this one; `nil` at the first load.
    var previousBytes: Int?
    /// Called with the progress of loading.
    var progress: AddressBook.Progress?

    /// Reads the file and indexes it.
    ///
    /// - Returns: The book, and the stamp of the file that it was made of.
    /// - Throws: Why the file is no book.
    func load() throws(AddressBookError) -> (book: BookSnapshot, stamp: FileStamp) {
        let startedAt = self.time.monotonicNow()
        let file = try BookFile.read(self.options.path)
        var isVerified = false
        if let digest { isVerified = try Checksum.verify(file.bytes, path: self.options.path, digest: digest) }
        let declared = self.options.encoding ?? XMLDeclaration.encoding(of: file.bytes.bytes)
        let text = try BookText(file.bytes, declared: declared) { bytes in
            (self.options.format ?? .detect(path: self.options.path, text: bytes)) == .vCard
        }
        let format =
            self.options.format
            ?? .detect(path: self.options.path, text: UnsafeBufferPointer(rebasing: text.bytes.bytes[text.start...]))
        var statistics = BookStatistics(format: format, encoding: text.encoding, bytes: file.stamp.size)
        statistics.isVerified = isVerified
        let book: BookSnapshot
        do throws(AddressBookError) {
            switch format {
            case .csv:
                let records = try CSVRecords(text, options: self.options, numbers: self.numbers)
                statistics.describe(records)
                book = try self.index(records, startedAt, statistics)
            case .ldif:
                let records = try LDIFRecords(text, options: self.options, numbers: self.numbers)
                statistics.describe(records)
                book = try self.index(records, startedAt, statistics)
            case .vCard: book = try self.index(VCardRecords(text), startedAt, statistics)
            case .json: book = try self.index(try JSONRecords(text), startedAt, statistics)
            case .fritzBox: book = try self.index(try FritzBoxRecords(text), startedAt, statistics)
            }
        } catch .empty where self.options.allowEmpty {
            book = try self.emptyBook(text, startedAt, statistics)
        }
        return (book, file.stamp)
    }

    /// Cuts the file into parts and indexes them on all threads.
    private func index<Format: RecordFormat>(
        _ records: Format, _ startedAt: MonotonicTime, _ statistics: BookStatistics
    ) throws(AddressBookError) -> BookSnapshot {
        let cutter = RecordCutter(records, partBytes: self.partBytes)
        let collected = Lock<[Int: IndexedPart]>([:])
        let reporter = ProgressReporter(self.progress, total: statistics.bytes, time: self.time, startedAt: startedAt)
        let indexer = PartIndexer(format: records, numbers: self.numbers, region: self.options.region)
        BackgroundThreads.together(self.threads) { _ in
            var spans: [RecordSpan] = []
            while let (number, offset) = cutter.next(&spans) {
                let part = indexer.index(spans)
                collected.withLock { $0[number] = part }
                reporter.report(offset, contacts: part.contacts)
            }
        }
        let parts = collected.withLock { $0.sorted { $0.key < $1.key }.map(\.value) }
        // A fault in the parts lies before the one that stopped the cutting.
        if let error = parts.lazy.compactMap(\.fault).first ?? cutter.error { throw error }
        var statistics = statistics
        try self.checkEnd(records, parts, &statistics)
        return try self.assemble(records, parts, startedAt, statistics)
    }

    /// Judges a file whose end does not show that it is whole, where no checksum does.
    ///
    /// A last row that has fewer cells than any other was cut off. Else the file is taken unless it has shrunk by a tenth or more:
    /// programs that never end their last line are no fault. What was never loaded before is taken with a warning.
    private func checkEnd(
        _ records: some RecordFormat, _ parts: [IndexedPart], _ statistics: inout BookStatistics
    ) throws(AddressBookError) {
        guard !records.endsWhole, !statistics.isVerified, let line = parts.last(where: { $0.lastLine != nil })?.lastLine else {
            return
        }
        if records is CSVRecords, let cut = Self.cutRow(parts) { throw .truncated(line: cut) }
        guard let previousBytes else { return statistics.openEnd = line }
        if statistics.bytes * 10 <= previousBytes * 9 { throw .openEnd(line: line) }
    }

    /// The line of a last row that has fewer cells than any other; `nil` where others are as short, or there is no other.
    private static func cutRow(_ parts: [IndexedPart]) -> Int? {
        var others = parts.filter { $0.lastRow != nil }
        guard let final = others.popLast(), let last = final.lastRow else { return nil }
        let fewest = others.reduce(final.fewestCells) { min($0, $1.fewestCells, $1.lastRow?.cells ?? .max) }
        return fewest != .max && last.cells < fewest ? last.line : nil
    }

    /// Joins the parts' keys in two indexes.
    private func assemble(
        _ records: any RecordFormat, _ parts: [IndexedPart], _ startedAt: MonotonicTime, _ statistics: BookStatistics
    ) throws(AddressBookError) -> BookSnapshot {
        guard let numbers = NumberIndex(expected: parts.reduce(0) { $0 + $1.numbers.count }),
            let withoutPlus = NumberIndex(expected: parts.reduce(0) { $0 + $1.withoutPlus.count }),
            let blocks = NumberIndex(expected: parts.reduce(0) { $0 + $1.blocks.count })
        else { throw .outOfMemory }
        var statistics = statistics
        for part in parts {
            for (key, place) in zip(part.numbers.keys, part.numbers.places) { numbers.insert(key, place: Int(place)) }
            for (key, place) in zip(part.withoutPlus.keys, part.withoutPlus.places) {
                withoutPlus.insert(key, place: Int(place))
            }
            for (key, place) in zip(part.blocks.keys, part.blocks.places) { blocks.insert(key, place: Int(place)) }
            statistics.add(part)
        }
        statistics.numbers = numbers.count
        statistics.sharedNumbers = numbers.sharedCount
        statistics.blocks = blocks.count
        statistics.duration = self.time.monotonicNow() - startedAt
        if statistics.contacts == 0 {
            if statistics.unusableRecords + statistics.unusableNumbers + statistics.withoutNumber > 0 { throw .nothingUsable }
            if !self.options.allowEmpty { throw .empty }
        }
        return BookSnapshot(
            records: records, numbers: numbers, withoutPlus: withoutPlus, blocks: blocks, statistics: statistics)
    }

    /// A book without contacts, in whatever format the file is.
    private func emptyBook(
        _ text: BookText, _ startedAt: MonotonicTime, _ statistics: BookStatistics
    ) throws(AddressBookError) -> BookSnapshot {
        try self.assemble(VCardRecords(text), [], startedAt, statistics)
    }
}
