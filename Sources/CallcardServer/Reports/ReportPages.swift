internal import CallModel
internal import Hummingbird
internal import NIOCore
internal import Sessions

/// Reads a report from the journal page by page, so that however long it is, little of it is in memory.
struct ReportPages: Sendable {
    let desk: SessionStore
    let sites: RuntimeConfigurationStore
    /// Only rows with this tag, a search key; `nil` for all.
    let tag: String?
    let query: ReportQuery

    /// The first page's sessions.
    func first() async throws(Problem) -> [CallSession] {
        do throws(SessionStoreError) {
            return try await self.desk.started(self.query)
        } catch {
            throw Problem(error)
        }
    }

    /// Writes the whole report, of which the first page is there already. Where the journal can't be read on the way, the answer
    /// breaks off, so that nobody takes half a report for a whole one.
    func write(_ first: [CallSession], as format: ReportFormat, to writer: inout any ResponseBodyWriter) async throws {
        var sessions = first
        var isFirst = true
        try await writer.write(format.beginning)
        while true {
            let rows = sessions.flatMap(self.rows)
            let bytes = format.bytes(of: rows, isFirst: isFirst)
            if bytes.readableBytes > 0 { try await writer.write(bytes) }
            isFirst = isFirst && rows.isEmpty
            guard sessions.count == self.query.limit, let last = sessions.last else { break }
            var next = self.query
            next.after = ReportQuery.Position(startedAt: last.startedAt, session: last.id)
            sessions = try await self.desk.started(next)
        }
        if format.end.readableBytes > 0 { try await writer.write(format.end) }
        try await writer.finish(nil)
    }

    private func rows(of session: CallSession) -> [ReportRow] {
        let name = self.sites.current.services[session.service]?.settings.displayName ?? session.service
        let rows = ReportRow.rows(of: session, serviceName: name)
        return self.tag.map { tag in rows.filter { $0.hasTag(tag) } } ?? rows
    }
}
