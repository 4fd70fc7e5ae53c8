internal import Application
internal import CallModel
internal import NIOCore
internal import Sessions
internal import StrictJSON

/// The written form of a report.
enum ReportFormat {
    case csv, json

    var beginning: ByteBuffer { ByteBuffer(string: self == .csv ? ReportRow.csvHeading : #"{"items":["#) }

    var end: ByteBuffer { ByteBuffer(string: self == .csv ? "" : "]}") }

    /// Some rows; `isFirst` tells whether none were written before.
    func bytes(of rows: [ReportRow], isFirst: Bool) -> ByteBuffer {
        var buffer = ByteBuffer()
        for (index, row) in rows.enumerated() {
            switch self {
            case .csv: buffer.writeString(row.csv)
            case .json:
                if !isFirst || index > 0 { buffer.writeString(",") }
                var writer = JSONWriter(capacity: 512)
                row.write(to: &writer)
                buffer.writeBytes(writer.bytes)
            }
        }
        return buffer
    }
}

extension ReportRow {
    /// The columns of a report in CSV, in order; docs/reports.md says what they mean.
    static let csvColumns = [
        "session", "service", "serviceName", "user", "direction", "outcome", "reason", "startedAt", "endedAt", "queueMs",
        "ringMs", "dialOutMs", "connectedMs", "attempts", "primaryCode", "secondaryCode", "tags", "savedAt",
    ]

    /// The heading line of a report in CSV, with its line end.
    static let csvHeading = Self.csvColumns.joined(separator: ",") + "\r\n"

    /// One line as RFC 4180 has it, with its line end: texts are quoted, times and counts are as they are.
    var csv: String {
        let interaction = self.interaction
        let texts = [
            interaction.session, interaction.service, self.serviceName, interaction.user, interaction.direction.rawValue,
            interaction.outcome?.rawValue ?? "", interaction.reason ?? "",
        ]
        let figures =
            [interaction.startedAt.description, self.endedAt?.description ?? ""]
            + CallTimer.allCases.map { self.milliseconds($0).map(String.init) ?? "" } + [String(interaction.attempts)]
        let saved = interaction.conclusion
        let concluded = [
            saved?.codes.primary ?? "", saved?.codes.secondary ?? "", saved?.tags.joined(separator: "; ") ?? "",
        ]
        let cells = texts.map(CSVText.cell) + figures + concluded.map(CSVText.cell) + [saved?.savedAt.description ?? ""]
        return cells.joined(separator: ",") + "\r\n"
    }
}

extension ReportRow {
    fileprivate func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("session", self.interaction.session)
            writer.member("service", self.interaction.service)
            writer.member("serviceName", self.serviceName)
            writer.member("user", self.interaction.user)
            writer.member("direction", self.interaction.direction.rawValue)
            writer.member("outcome", self.interaction.outcome?.rawValue)
            writer.member("reason", self.interaction.reason)
            writer.member("startedAt", self.interaction.startedAt.description)
            writer.member("endedAt", self.endedAt?.description)
            for timer in CallTimer.allCases {
                if let time = self.milliseconds(timer) { writer.member("\(timer.rawValue)Ms", time) }
            }
            writer.member("attempts", self.interaction.attempts)
            writer.member("primaryCode", self.interaction.conclusion?.codes.primary)
            writer.member("secondaryCode", self.interaction.conclusion?.codes.secondary)
            writer.texts("tags", self.interaction.conclusion?.tags ?? [])
            writer.member("savedAt", self.interaction.conclusion?.savedAt.description)
        }
    }
}
