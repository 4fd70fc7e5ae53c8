internal import CallModel
internal import Foundation
internal import GRDB

extension SubscriptionRecord {
    /// Columns in the order of ``init(row:)``.
    static let columns = "id, services, events, modalities, directions, callback, secret, owner, created_at"

    init(row: Row) throws {
        self.init(
            id: row[0], services: Self.words(row[1]), events: Self.words(row[2]), modalities: Self.words(row[3]),
            directions: Self.words(row[4]), callback: Array(row[5] as Data), secret: Array(row[6] as Data), owner: row[7],
            createdAt: WallTime(milliseconds: row[8]))
    }

    /// Values in the order of ``columns``.
    var arguments: StatementArguments {
        [
            self.id, self.services.joined(separator: " "), self.events.joined(separator: " "),
            self.modalities.joined(separator: " "), self.directions.joined(separator: " "), Data(self.callback),
            Data(self.secret), self.owner, self.createdAt.milliseconds,
        ]
    }

    private static func words(_ text: String) -> [String] {
        text.split(separator: " ").map(String.init)
    }
}
