package import CallModel
package import Sessions

/// One line of a report: a session as it went for one user, without any caller.
package struct ReportRow: Sendable {
    /// The session as the user saw it.
    package let interaction: Interaction
    /// The service's name now.
    package let serviceName: String
    /// When the call ended; `nil` while it goes on.
    package let endedAt: WallTime?

    /// All lines of a session: one for each user who has it in their list, or one without user.
    package static func rows(of session: CallSession, serviceName: String) -> [ReportRow] {
        let interactions = session.unattended.map { [$0] } ?? session.interactions
        return interactions.map { ReportRow(interaction: $0, serviceName: serviceName, endedAt: session.endedAt) }
    }

    /// Whether the user saved this tag, case and accents aside.
    package func hasTag(_ searchKey: String) -> Bool {
        self.interaction.conclusion?.tags.contains { Tag.searchKey($0) == searchKey } ?? false
    }

    /// The time for which a timer ran, in milliseconds; `nil` where it did not run, or still does.
    package func milliseconds(_ timer: CallTimer) -> Int? {
        self.interaction.timers[timer].flatMap { span in
            span.endedAt.map { Int($0.milliseconds - span.startedAt.milliseconds) }
        }
    }
}

/// A request for a report: the selection of its lines.
package struct ReportRequest: Hashable, Sendable {
    /// Sessions that started at this time or later.
    package var from = WallTime(milliseconds: .min)
    /// Sessions that started before this time.
    package var to = WallTime(milliseconds: .max)
    /// Selects the lines of this service; `nil` for all that the principal reaches.
    package var service: String?
    /// Selects the lines with this tag, case and accents aside; `nil` for all.
    package var tag: String?

    /// All lines.
    package init() {}
}

/// The history of calls, with codes and tags and without callers: read from the journal page by page, so that however long a
/// report is, little of it is in memory.
package struct InteractionReport: Sendable {
    /// Some lines, in the order of the report.
    package struct Page: Sendable {
        /// May be empty, also where pages follow.
        package let rows: [ReportRow]
        fileprivate let next: ReportQuery.Position?
    }

    /// Sessions of one page.
    private static let pageLimit = 500

    private let runtimeStore: RuntimeConfigurationStore
    private let sessionStore: SessionStore
    /// A search key.
    private let tag: String?
    private let query: ReportQuery

    /// - Throws: `serviceNotFound` where the principal does not reach the service that is asked for.
    init(
        _ request: ReportRequest, for principal: Principal, runtimeStore: RuntimeConfigurationStore, sessionStore: SessionStore
    ) throws(Refusal) {
        var scope = principal.services
        if let service = request.service {
            _ = try runtimeStore.current.reachedService(service, by: principal)
            scope = .only([service])
        }
        self.runtimeStore = runtimeStore
        self.sessionStore = sessionStore
        self.tag = request.tag.map { Tag.searchKey($0) }
        self.query = ReportQuery(from: request.from, to: request.to, scope: scope, limit: Self.pageLimit)
    }

    /// The first page.
    ///
    /// - Throws: `journalUnavailable`.
    package func firstPage() async throws(Refusal) -> Page {
        try await self.page(self.query)
    }

    /// The page behind another one; `nil` where that was the last.
    ///
    /// - Throws: `journalUnavailable`.
    package func page(after page: Page) async throws(Refusal) -> Page? {
        guard let next = page.next else { return nil }
        var query = self.query
        query.after = next
        return try await self.page(query)
    }

    private func page(_ query: ReportQuery) async throws(Refusal) -> Page {
        do throws(SessionStoreError) {
            let sessions = try await self.sessionStore.started(query)
            let last = sessions.count == query.limit ? sessions.last : nil
            return Page(
                rows: sessions.flatMap(self.rows),
                next: last.map { ReportQuery.Position(startedAt: $0.startedAt, session: $0.id) })
        } catch {
            throw Refusal(error)
        }
    }

    private func rows(of session: CallSession) -> [ReportRow] {
        let name = self.runtimeStore.current.services[session.service]?.settings.displayName ?? session.service
        let rows = ReportRow.rows(of: session, serviceName: name)
        return self.tag.map { tag in rows.filter { $0.hasTag(tag) } } ?? rows
    }
}
