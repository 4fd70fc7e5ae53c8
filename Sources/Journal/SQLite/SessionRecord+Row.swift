internal import CallModel
internal import Foundation
internal import GRDB

extension SessionRecord {
    /// The columns that ``init(row:)`` reads, of the table `session`.
    static let columns =
        ["id", "service", "direction", "started_at", "received_at", "is_live", "content"].map { "session.\($0)" }
        .joined(separator: ", ")

    /// A session as a row has it; its listings are left out, since they follow from it.
    ///
    /// - Throws: ``JournalError/corrupt`` where the row is not what we write.
    init(row: Row) throws {
        guard let direction = CallDirection(rawValue: row[2]),
            let content = try? JSONDecoder().decode(SessionContent.self, from: Data((row[6] as String).utf8)),
            !content.events.isEmpty
        else { throw JournalError.corrupt }
        let service: String = row[1]
        self.init(
            id: row[0], service: service, direction: direction, events: try content.events(direction, service: service),
            audience: Set(content.audience), unseen: Set(content.unseen), conclusions: try content.madeConclusions(),
            lastReceivedAt: WallTime(milliseconds: row[4]), startedAt: WallTime(milliseconds: row[3]), isLive: row[5])
    }
}
