internal import CallModel
internal import Sessions

extension ReportRow {
    /// The heading line of a report in CSV, with its line end.
    static let csvHeading =
        ([
            "session", "service", "serviceName", "user", "direction", "outcome", "reason", "startedAt", "endedAt", "queueMs",
            "ringMs", "dialOutMs", "connectedMs", "attempts", "primaryCode", "secondaryCode", "tags", "savedAt",
        ].joined(separator: ",") + "\r\n")

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

    /// A cell that a spreadsheet would take for a formula gets an apostrophe in front (F8); quotes where RFC 4180 needs them.
    private static func cell(_ text: String) -> String {
        let first = text.unicodeScalars.first
        let isFormula = first.map { "=+-@\t\r".unicodeScalars.contains($0) } ?? false
        let safe = isFormula ? "'" + text : text
        guard safe.utf8.contains(where: { [0x22, 0x2C, 0x0A, 0x0D].contains($0) }) else { return safe }
        return "\"" + safe.replacing("\"", with: "\"\"") + "\""
    }
}
