/// Columns as wide as their widest cell.
struct TextTable {
    let head: [String]
    let rows: [[String]]

    var text: String {
        let lines = [self.head] + self.rows
        let widths = self.head.indices.map { column in lines.map { $0[column].count }.max() ?? 0 }
        return lines.map { cells in
            let line = zip(cells, widths).map { cell, width in cell.padded(to: width) }.joined(separator: "  ")
            return String(line.reversed().drop { $0 == " " }.reversed())
        }.joined(separator: "\n")
    }
}
