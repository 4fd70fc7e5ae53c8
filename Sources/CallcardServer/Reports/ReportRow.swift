internal import CallModel
internal import Sessions

/// One line of a report: a session as it went for one user, without any caller.
struct ReportRow {
    let entry: Interaction
    let serviceName: String
    /// When the call ended; `nil` while it goes on.
    let endedAt: WallTime?

    /// All lines of a session: one for each user who has it in their list, or one without user.
    static func rows(of session: CallSession, serviceName: String) -> [ReportRow] {
        let entries = session.unattended.map { [$0] } ?? session.interactions
        return entries.map { ReportRow(entry: $0, serviceName: serviceName, endedAt: session.endedAt) }
    }

    /// Whether the user saved this tag, case and accents aside.
    func hasTag(_ searchKey: String) -> Bool {
        self.entry.conclusion?.tags.contains { Tag.searchKey($0) == searchKey } ?? false
    }

    /// How long a timer ran, in milliseconds; `nil` where it did not run, or still does.
    func milliseconds(_ timer: CallTimer) -> Int? {
        self.entry.timers[timer].flatMap { span in
            span.endedAt.map { Int($0.milliseconds - span.startedAt.milliseconds) }
        }
    }
}
