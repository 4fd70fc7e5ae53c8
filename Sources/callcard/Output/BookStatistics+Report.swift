import AddressBooks
import CallModel

extension BookStatistics {
    /// All that is known of a file, for a terminal.
    func report(for file: String) -> String {
        var lines = [
            "\(file): \(self.format.rawValue), \(self.encoding.rawValue), \(self.bytes.grouped) bytes, "
                + "read in \(self.duration.shown)",
            "",
            row("contacts", self.contacts), row("different numbers", self.numbers),
            row("numbers of several contacts", self.sharedNumbers), row("company blocks", self.blocks),
            row("contacts without number", self.withoutNumber), row("unusable numbers", self.unusableNumbers),
            row("unusable rows", self.unusableRecords),
        ]
        if !self.columns.isEmpty {
            lines += ["", "columns:"] + self.columns.map { "  \($0.heading) → \($0.meaning)" }
        }
        if !self.unusedColumns.isEmpty {
            lines += ["", "not used (map them with columns in the configuration): " + self.unusedColumns.joined(separator: ", ")]
        }
        if !self.unusable.isEmpty {
            lines += ["", "unusable, by line:"] + self.unusable.map { "  line \($0.line): \($0.reason)" }
            let all = self.unusableNumbers + self.unusableRecords
            if all > self.unusable.count { lines.append("  … and \((all - self.unusable.count).grouped) more") }
        }
        return lines.joined(separator: "\n")
    }

    private func row(_ title: String, _ count: Int) -> String {
        let number = count.grouped
        return String(repeating: " ", count: max(1, 12 - number.count)) + number + "  " + title
    }
}

extension Int {
    /// `1,000,000`
    var grouped: String {
        var text = ""
        for (place, digit) in String(self).reversed().enumerated() {
            if place > 0 && place.isMultiple(of: 3) && digit != "-" { text.append(",") }
            text.append(digit)
        }
        return String(text.reversed())
    }
}

extension Duration {
    /// `0.21 ms`, `83 ms`, `1.52 s`
    var shown: String {
        let milliseconds = self.milliseconds
        return switch milliseconds {
        case ..<10: "\((milliseconds * 100).rounded() / 100) ms"
        case ..<1_000: "\(Int(milliseconds.rounded())) ms"
        default: "\((milliseconds / 10).rounded() / 100) s"
        }
    }
}
