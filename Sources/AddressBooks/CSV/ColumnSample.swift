import CallModel
import Contacts

/// What stands in the cells of a column that its heading does not explain.
struct ColumnSample {
    /// The column, counted from 0.
    let column: Int
    /// Cells with anything in them.
    var filled = 0
    /// Cells that hold a full telephone number.
    var fullNumbers = 0
    /// Cells that are internal numbers: two to six digits.
    var internalNumbers = 0

    /// Whether half of what was seen are full numbers.
    var isMostlyFullNumbers: Bool { self.fullNumbers > 0 && self.fullNumbers * 2 >= self.filled }
    /// Whether half of what was seen are numbers, full or internal.
    var isMostlyNumbers: Bool {
        let numbers = self.fullNumbers + self.internalNumbers
        return numbers > 0 && numbers * 2 >= self.filled
    }
}

/// Looks into the first rows of a file, to tell columns of telephone numbers from others.
struct ColumnSampler {
    let scanner: CSVScanner
    /// Tells numbers from other text.
    let judge: NumberJudge

    /// Rows that are looked at, and filled cells of a column after which it is known.
    static let rowLimit = 10_000
    static let cellLimit = 100

    /// Samples of the given columns.
    ///
    /// - Parameter start: The offset of the first row under the headings.
    func samples(of columns: Set<Int>, from start: Int) -> [ColumnSample] {
        var samples = columns.sorted().map { ColumnSample(column: $0) }
        var open = Array(samples.indices)
        var at = start
        for _ in 0..<Self.rowLimit where at < self.scanner.bytes.count && !open.isEmpty {
            let row = self.scanner.row(at: at)
            if row.isOpen { break }
            at = row.next
            if row.isTooLong { continue }
            self.read(row.content, into: &samples)
            open.removeAll { samples[$0].filled >= Self.cellLimit }
        }
        return samples
    }

    private func read(_ row: Range<Int>, into samples: inout [ColumnSample]) {
        var at = row.lowerBound
        var column = 0
        var next = 0
        while next < samples.count, column < CSVScanner.cellLimit {
            let cell = self.scanner.cell(at: at, limit: row.upperBound)
            if samples[next].column == column {
                if samples[next].filled < Self.cellLimit { self.count(cell, in: &samples[next]) }
                next += 1
            }
            guard cell.end < row.upperBound else { return }
            at = cell.end + 1
            column += 1
        }
    }

    private func count(_ cell: CSVScanner.Cell, in sample: inout ColumnSample) {
        let text = UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: self.scanner.bytes[cell.content]))
        switch self.judge.kind(of: text) {
        case .blank: break
        case .text: sample.filled += 1
        case .internalNumber:
            sample.filled += 1
            sample.internalNumbers += 1
        case .fullNumber:
            sample.filled += 1
            sample.fullNumbers += 1
        }
    }
}
