package import CallModel
internal import Enrichment
package import Sessions

/// A request for a page of a user's list: outcomes, search text, place and length.
package struct ListingRequest: Hashable, Sendable, Redacted {
    /// S10: fifty a page.
    package static let usualLimit = 50

    /// Which outcomes; undecided calls only with all.
    package var outcome = OutcomeFilter.all
    /// The maximum number of entries on the page, 1 to 200.
    package var limit = ListingRequest.usualLimit
    /// The place behind which the page begins; `nil` begins with the latest entry.
    package var after: ListingQuery.Position?
    /// Words that an interaction's service or caller must hold; empty finds all.
    package var text = ""

    /// The first page.
    package init() {}
}

/// A page of a user's list.
package struct InteractionPage: Sendable {
    /// Latest update first.
    package let interactions: [Interaction]
    /// Whether there are more behind the last.
    package let hasMore: Bool
}

/// One of a user's interactions, with what its service's widgets show (S2).
package struct InteractionDetail: Sendable, Redacted {
    /// The call as the user sees it, without its caller.
    package let interaction: Interaction
    /// Its service's; `nil` where the service is there no more.
    package let settings: ServiceSettings?
    /// The caller's context, as far as the user may know it.
    package let context: CallerContext?
    /// The caller's place; `nil` where the service shows no maps, or no place is known.
    package let map: CallerMap?
    /// Tags of the caller's earlier calls, latest first; empty where they don't come back.
    package let recalledTags: [RecalledTag]
}

/// Reads users' interactions: a page of the list, the search, and one interaction in detail.
package struct InteractionReader: Sendable {
    private let runtimeStore: RuntimeConfigurationStore
    private let enricher: Enricher
    private let sessionStore: SessionStore
    private let callers: InteractionCallers
    private let recall: TagRecall
    private let tagNumbers: TagNumbers

    init(
        runtimeStore: RuntimeConfigurationStore, enricher: Enricher, sessionStore: SessionStore,
        callers: InteractionCallers, recall: TagRecall, tagNumbers: TagNumbers
    ) {
        self.runtimeStore = runtimeStore
        self.enricher = enricher
        self.sessionStore = sessionStore
        self.callers = callers
        self.recall = recall
        self.tagNumbers = tagNumbers
    }

    /// A page of a user's list.
    ///
    /// - Throws: `journalUnavailable`.
    package func page(_ request: ListingRequest, for access: UserAccess) async throws(Refusal) -> InteractionPage {
        let search = InteractionSearch(runtimeStore: self.runtimeStore, enricher: self.enricher, access: access)
        let query = ListingQuery(
            user: access.user, scope: access.scope, outcomes: request.outcome.outcomes,
            search: search.find(request.text),
            after: request.after, limit: request.limit)
        do throws(SessionStoreError) {
            let (interactions, hasMore) = try await self.sessionStore.page(query)
            return InteractionPage(interactions: interactions, hasMore: hasMore)
        } catch {
            throw Refusal(error)
        }
    }

    /// Whether the user takes part in any call at the moment, or could.
    package func isLive(_ access: UserAccess) -> Bool {
        self.sessionStore.isLive(access.user, scope: access.scope)
    }

    /// One of a user's interactions as it is now; `nil` where the session is not in their list.
    ///
    /// - Throws: `journalUnavailable`.
    package func interaction(in session: String, for access: UserAccess) async throws(Refusal) -> Interaction? {
        try await self.session(session, access)?.interaction(of: access.user)
    }

    /// The revision of what is known of a session's caller; 0 where nothing is.
    package func revision(of session: String, for access: UserAccess) -> Int {
        self.enricher.caller(of: session, for: access.scope).context?.revision ?? 0
    }

    /// One of a user's interactions, with what its service's widgets show.
    ///
    /// - Parameter id: The interaction's.
    /// - Throws: `notFound`, or `journalUnavailable`.
    package func detail(_ id: String, for access: UserAccess) async throws(Refusal) -> InteractionDetail {
        guard let session = Interaction.session(ofID: id) else { throw Refusal(SessionStoreError.notFound) }
        guard let session = try await self.session(session, access), let interaction = session.interaction(of: access.user)
        else { throw Refusal(.notFound, "There is no such interaction of this user.") }
        let runtime = self.runtimeStore.current
        let service = runtime.services[interaction.service]
        // Before the caller is looked up: who is forgotten meanwhile must not be shown.
        let tags = try await self.recalledTags(interaction, service?.settings)
        return InteractionDetail(
            interaction: interaction, settings: service?.settings, context: self.callers.caller(of: interaction).context,
            map: service.flatMap { CallerMap(of: interaction, $0, finder: runtime.maps.finder, callers: self.callers) },
            recalledTags: tags)
    }

    private func session(_ id: String, _ access: UserAccess) async throws(Refusal) -> CallSession? {
        do throws(SessionStoreError) {
            return try await self.sessionStore.session(id, within: access.scope)
        } catch {
            throw Refusal(error)
        }
    }

    private func recalledTags(
        _ interaction: Interaction, _ settings: ServiceSettings?
    ) async throws(Refusal) -> [RecalledTag] {
        guard let settings, settings.hasTags, settings.tagRecall,
            let number = self.callers.caller(of: interaction).number
        else { return [] }
        do throws(JournalError) {
            let tags = try await self.recall.tags(of: number, service: settings.id)
            return await self.tagNumbers.clean(tags, of: settings, text: \.text)
        } catch {
            throw Refusal(error)
        }
    }
}

/// Searches names of services, and callers that are still in memory, for the words that a user typed (S48).
private struct InteractionSearch {
    let runtimeStore: RuntimeConfigurationStore
    let enricher: Enricher
    /// The searching user; callers are seen only in services that this user is a member of, and that the credential reaches.
    let access: UserAccess

    /// Services and sessions that hold all words of `text`; `nil` where there are no words, which finds all.
    func find(_ text: String) -> ListingQuery.Search? {
        let words = Tag.searchKey(text).split(whereSeparator: \.isWhitespace).map(String.init)
        guard !words.isEmpty else { return nil }
        let reached = self.runtimeStore.current.services.values.map(\.settings).filter { self.access.scope.contains($0.id) }
        let services = reached.filter { settings in
            let name = Tag.searchKey(settings.displayName)
            return words.allSatisfy { name.contains($0) }
        }
        let digits = text.filter { ("0"..."9").contains($0) }
        let isNumber = digits.utf8.count >= 3 && !text.contains(where: \.isLetter)
        let memberships = reached.filter { $0.members.contains(self.access.user) }.map(\.id)
        let sessions = self.enricher.sessions(within: .only(Set(memberships))) { number, caller in
            (isNumber && Self.holds(digits, number)) || caller.map { Self.holds(words, $0) } ?? false
        }
        return ListingQuery.Search(services: Set(services.map(\.id)), sessions: sessions)
    }

    private static func holds(_ words: [String], _ caller: Caller) -> Bool {
        let fields = caller.fields.map(\.value) + caller.telNumbers.map(\.value) + caller.customFields.map(\.value)
        let text = Tag.searchKey(fields.joined(separator: "\n"))
        return words.allSatisfy { text.contains($0) }
    }

    private static func holds(_ digits: String, _ number: CallerNumber?) -> Bool {
        switch number {
        case .full(let number)?:
            number.digits.contains(digits) || number.national.filter { ("0"..."9").contains($0) }.contains(digits)
        case .short(let dialled)?: dialled.contains(digits)
        case .withheld?, nil: false
        }
    }
}

extension Interaction {
    /// The id as clients know it: one session is one interaction for each user, and the user is known beside it.
    package var id: String { Self.id(in: self.session) }

    /// The id of a session's interactions.
    package static func id(in session: String) -> String { "i-" + session }

    /// The session of an interaction's id; `nil` for what is no such id.
    static func session(ofID id: String) -> String? {
        id.hasPrefix("i-") ? String(id.dropFirst(2)) : nil
    }
}

extension ServiceSettings {
    /// Whether the team concludes calls with codes: the widget is on, and there is a licence for it.
    package var hasCodes: Bool { self.widgets.codes && self.licence.enterpriseRouting }

    /// Whether the team concludes calls with tags: likewise.
    package var hasTags: Bool { self.widgets.tags && self.licence.enterpriseRouting }
}

extension OutcomeFilter {
    /// The outcomes to look for; `nil` for all, also none yet.
    fileprivate var outcomes: Set<CallOutcome>? {
        self == .all ? nil : Set(CallOutcome.allCases.filter { self.includes($0) })
    }
}
