internal import NIOCore
internal import StrictJSON

/// How a report is written.
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
