internal import CallModel
internal import Enrichment
internal import NIOCore
internal import Sessions
internal import StrictJSON

/// Makes of interactions what users see: joins what the journal keeps with what memory still holds of the caller.
struct InteractionEncoder: Sendable {
    let sites: RuntimeConfigurationStore
    let enricher: Enricher
    let encodedEntries = InteractionEncodingCache()

    /// An entry as the list, the detail and the stream show it.
    func write(_ entry: Interaction, to writer: inout JSONWriter) {
        writer.object { self.writeMembers(of: entry, to: &$0) }
    }

    /// The same for streams: many watch one entry, so it is encoded once for each of its states.
    func encoded(_ entry: Interaction) -> ByteBuffer {
        let (site, generation) = self.sites.numbered
        let caller = self.shownCaller(of: entry)
        return self.encodedEntries.bytes(of: .init(entry: entry, caller: caller, generation: generation)) {
            var writer = JSONWriter(capacity: 1_024)
            writer.object { self.writeMembers(of: entry, caller, site, to: &$0) }
            return writer.bytes
        }
    }

    /// An entry's members, into an object that is open.
    func writeMembers(of entry: Interaction, to writer: inout JSONWriter) {
        self.writeMembers(of: entry, self.shownCaller(of: entry), self.sites.current, to: &writer)
    }

    private func writeMembers(
        of entry: Interaction, _ caller: ShownCaller, _ site: RuntimeConfiguration, to writer: inout JSONWriter
    ) {
        let settings = site.services[entry.service]?.settings
        writer.member("id", Self.id(of: entry.session))
        writer.member("session", entry.session)
        writer.object("service") { writer in
            writer.member("id", entry.service)
            writer.member("displayName", settings?.displayName ?? entry.service)
        }
        writer.member("direction", entry.direction.rawValue)
        writer.member("state", entry.state.rawValue)
        writer.member("live", entry.isLive)
        writer.member("outcome", entry.outcome?.rawValue)
        writer.member("reason", entry.reason)
        writer.member("open", entry.isOpen)
        writer.member("attempts", entry.attempts)
        writer.member("startedAt", entry.startedAt.description)
        writer.member("updatedAt", entry.updatedAt.description)
        writer.member("timer", entry.timer.rawValue)
        entry.timers.write(to: &writer)
        caller.write(to: &writer)
        writer.texts("widgets", settings?.shownWidgets ?? [ServiceSettings.interactionsWidget])
        entry.conclusion?.write(to: &writer)
    }

    /// Who calls, as far as the entry's user may know: whoever has left the team keeps past entries, but without callers.
    func caller(of entry: Interaction) -> (number: CallerNumber?, context: CallerContext?) {
        self.isMember(entry) ? self.enricher.caller(of: entry.session) : (nil, nil)
    }

    /// The caller's internet address, where an event has told it; likewise.
    func address(of entry: Interaction) -> IPAddress? {
        self.isMember(entry) ? self.enricher.address(of: entry.session) : nil
    }

    private func isMember(_ entry: Interaction) -> Bool {
        self.sites.current.services[entry.service]?.settings.members.contains(entry.user) ?? false
    }

    private func shownCaller(of entry: Interaction) -> ShownCaller {
        let (number, context) = self.caller(of: entry)
        return ShownCaller(name: context?.caller?[.displayName], number: number)
    }

    /// An entry's id: one session has one entry for each user, and the user is in the path.
    static func id(of session: String) -> String { "i-" + session }

    /// The session of an entry's id.
    static func session(of id: String) -> String? {
        id.hasPrefix("i-") ? String(id.dropFirst(2)) : nil
    }
}

/// Who calls, as an entry shows it.
struct ShownCaller: Equatable {
    /// `nil` where nobody knows, or it was forgotten.
    let name: String?
    let number: CallerNumber?

    /// What stands at the top of an entry whose caller is unknown, withheld or forgotten.
    private static let anonymous = "Anonymous"

    fileprivate func write(to writer: inout JSONWriter) {
        writer.object("caller") { writer in
            writer.member("displayName", self.name ?? Self.anonymous)
            switch self.number {
            case .full(let number)?: writer.member("number", number.international)
            case .short(let digits)?: writer.member("number", digits)
            case .withheld?, nil: break
            }
            writer.member("known", self.name != nil)
            if self.number == .withheld { writer.member("withheld", true) }
        }
    }
}

extension CallTimers {
    fileprivate func write(to writer: inout JSONWriter) {
        writer.object("timers") { writer in
            for timer in self.present {
                guard let span = self[timer] else { continue }
                writer.object(timer.rawValue) { writer in
                    writer.member("startedAt", span.startedAt.description)
                    writer.member("endedAt", span.endedAt?.description)
                }
            }
        }
    }
}

extension Conclusion {
    fileprivate func write(to writer: inout JSONWriter) {
        writer.object("conclusion") { writer in
            writer.member("primaryCode", self.codes.primary)
            writer.member("secondaryCode", self.codes.secondary)
            writer.texts("tags", self.tags)
            writer.member("savedAt", self.savedAt.description)
        }
    }
}
