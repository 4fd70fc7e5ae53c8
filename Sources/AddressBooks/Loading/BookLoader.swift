import CallModel
import Waiting

/// Makes a book of a file: read, decode, cut into records, index. Runs on the calling thread and as many more as it is given.
struct BookLoader: Sendable {
    let options: AddressBookOptions
    let numbers: any NumberIndexer
    let time: any TimeSource
    /// SHA-256 of bytes, for the `.sha256` file beside the book; `nil`: such files are not looked at.
    var digest: AddressBook.Digest?
    var threads = BackgroundThreads.usable
    var partBytes = 256 << 10
    var progress: AddressBook.Progress?

    func load() throws(AddressBookError) -> (book: BookSnapshot, stamp: FileStamp) {
        let begun = self.time.monotonicNow()
        let file = try BookFile.read(self.options.path)
        if let digest { try Checksum.verify(file.bytes, path: self.options.path, digest: digest) }
        let text = try BookText(file.bytes, declared: self.options.encoding)
        let format =
            self.options.format
            ?? .detect(path: self.options.path, text: UnsafeBufferPointer(rebasing: text.bytes.bytes[text.start...]))
        var statistics = BookStatistics(format: format, encoding: text.encoding, bytes: file.stamp.size)
        let book: BookSnapshot
        do throws(AddressBookError) {
            switch format {
            case .csv:
                let records = try CSVRecords(text, options: self.options)
                statistics.describe(records)
                book = try self.index(records, begun, statistics)
            case .vCard: book = try self.index(VCardRecords(text), begun, statistics)
            case .json: book = try self.index(try JSONRecords(text), begun, statistics)
            }
        } catch .empty where self.options.allowEmpty {
            book = try self.emptyBook(text, begun, statistics)
        }
        return (book, file.stamp)
    }

    private func index<Format: RecordFormat>(
        _ records: Format, _ begun: MonotonicTime, _ statistics: BookStatistics
    ) throws(AddressBookError) -> BookSnapshot {
        let cutter = RecordCutter(records, partBytes: self.partBytes)
        let collected = Lock<[Int: IndexedPart]>([:])
        let reporter = ProgressReporter(self.progress, total: statistics.bytes, time: self.time, begun: begun)
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
        try self.checkEnd(records, parts)
        return try self.assemble(records, parts, begun, statistics)
    }

    /// A last row without a line end that has fewer cells than any other was cut off.
    private func checkEnd(_ records: some RecordFormat, _ parts: [IndexedPart]) throws(AddressBookError) {
        guard let table = records as? CSVRecords, !table.endsWithLineEnd else { return }
        var others = parts.filter { $0.lastRow != nil }
        guard let final = others.popLast(), let last = final.lastRow else { return }
        let fewest = others.reduce(final.fewestCells) { min($0, $1.fewestCells, $1.lastRow?.cells ?? .max) }
        if fewest != .max, last.cells < fewest { throw .truncated(line: last.line) }
    }

    private func assemble(
        _ records: any RecordFormat, _ parts: [IndexedPart], _ begun: MonotonicTime, _ statistics: BookStatistics
    ) throws(AddressBookError) -> BookSnapshot {
        guard let numbers = NumberIndex(expected: parts.reduce(0) { $0 + $1.numbers.count }),
            let blocks = NumberIndex(expected: parts.reduce(0) { $0 + $1.blocks.count })
        else { throw .outOfMemory }
        var statistics = statistics
        for part in parts {
            for (key, place) in zip(part.numbers.keys, part.numbers.places) { numbers.insert(key, place: Int(place)) }
            for (key, place) in zip(part.blocks.keys, part.blocks.places) { blocks.insert(key, place: Int(place)) }
            statistics.add(part)
        }
        statistics.numbers = numbers.count
        statistics.sharedNumbers = numbers.sharedCount
        statistics.blocks = blocks.count
        statistics.duration = self.time.monotonicNow() - begun
        if statistics.contacts == 0 {
            if statistics.unusableRecords + statistics.unusableNumbers + statistics.withoutNumber > 0 { throw .nothingUsable }
            if !self.options.allowEmpty { throw .empty }
        }
        return BookSnapshot(records: records, numbers: numbers, blocks: blocks, statistics: statistics)
    }

    private func emptyBook(
        _ text: BookText, _ begun: MonotonicTime, _ statistics: BookStatistics
    ) throws(AddressBookError) -> BookSnapshot {
        try self.assemble(VCardRecords(text), [], begun, statistics)
    }
}
