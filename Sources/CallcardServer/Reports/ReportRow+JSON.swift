internal import CallModel
internal import Sessions
internal import StrictJSON

extension ReportRow {
    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("session", self.entry.session)
            writer.member("service", self.entry.service)
            writer.member("serviceName", self.serviceName)
            writer.member("user", self.entry.user)
            writer.member("direction", self.entry.direction.rawValue)
            writer.member("outcome", self.entry.outcome?.rawValue)
            writer.member("reason", self.entry.reason)
            writer.member("startedAt", self.entry.startedAt.description)
            writer.member("endedAt", self.endedAt?.description)
            for timer in CallTimer.allCases {
                if let time = self.milliseconds(timer) { writer.member("\(timer.rawValue)Ms", time) }
            }
            writer.member("attempts", self.entry.attempts)
            writer.member("primaryCode", self.entry.conclusion?.codes.primary)
            writer.member("secondaryCode", self.entry.conclusion?.codes.secondary)
            writer.texts("tags", self.entry.conclusion?.tags ?? [])
            writer.member("savedAt", self.entry.conclusion?.savedAt.description)
        }
    }
}
