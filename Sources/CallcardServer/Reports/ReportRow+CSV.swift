internal import CallModel
internal import Sessions

extension ReportRow {
    /// The columns of a report in CSV, in order; docs/reports.md says what they mean.
    static let csvColumns = [
        "session", "service", "serviceName", "user", "direction", "outcome", "reason", "startedAt", "endedAt", "queueMs",
        "ringMs", "dialOutMs", "connectedMs", "attempts", "primaryCode", "secondaryCode", "tags", "savedAt",
    ]

    /// The heading line of a report in CSV, with its line end.
    static let csvHeading = Self.csvColumns.joined(separator: ",") + "\r\n"

    /// One line as RFC 4180 has it, with its line end.
    var csv: String {
        let entry = self.entry
        let times = CallTimer.allCases.map { self.milliseconds($0).map(String.init) ?? "" }
        let cells =
            [
                entry.session, entry.service, self.serviceName, entry.user, entry.direction.rawValue,
                entry.outcome?.rawValue ?? "", entry.reason ?? "", entry.startedAt.description, self.endedAt?.description ?? "",
            ] + times + [
                String(entry.attempts), entry.conclusion?.codes.primary ?? "", entry.conclusion?.codes.secondary ?? "",
                entry.conclusion?.tags.joined(separator: "; ") ?? "", entry.conclusion?.savedAt.description ?? "",
            ]
        return cells.map(Self.cell).joined(separator: ",") + "\r\n"
    }

    /// What begins a formula in some spreadsheet, full-width forms included, or is skipped before one.
    private static let formulaSigns = Set("=+-@\u{FF1D}\u{FF0B}\u{FF0D}\u{FF20}\t\r\n".unicodeScalars)

    /// A cell that a spreadsheet would take for a formula gets an apostrophe in front (F8); quotes where RFC 4180 needs them, which
    /// are also around control characters.
    private static func cell(_ text: String) -> String {
        let isFormula = text.unicodeScalars.first.map(Self.formulaSigns.contains) ?? false
        let safe = isFormula ? "'" + text : text
        guard safe.utf8.contains(where: { $0 < 0x20 || $0 == 0x22 || $0 == 0x2C || $0 == 0x7F }) else { return safe }
        return "\"" + safe.replacing("\"", with: "\"\"") + "\""
    }
}
