package import CallModel

/// Makes the words that the journal holds in place of those in which a caller's number stands.
///
/// The same word always gets the same one, so that what comes later under its id is still matched, also after a restart; and nobody
/// finds the number behind it without the key, however few numbers there are.
package struct StandIns: Sendable {
    /// Begins all of them; what follows is hexadecimal.
    package static let prefix = "k~"

    private let digest: @Sendable (_ word: String) -> [UInt8]

    /// - Parameter digest: A keyed digest of a word, 16 bytes or more, under a key that is kept apart from the journal.
    package init(_ digest: @escaping @Sendable (_ word: String) -> [UInt8]) {
        self.digest = digest
    }

    /// The word that stands in for another one: 34 characters that an id may have.
    func word(for word: String) -> String { Self.prefix + self.digest(word).prefix(16).hexadecimal }
}

extension CallSession {
    /// What has to be changed in the session and its rows, so that a number stands in none of them; `nil` where nothing has.
    ///
    /// Users who are members keep their names: these are the operator's, and not the caller's.
    ///
    /// - Complexity: O(events).
    func standIns(for digits: NumberDigits, team: Team, _ standIns: StandIns) -> StandInRecord? {
        func replaced(_ text: String) -> String { digits.stand(in: text) ? standIns.word(for: text) : text }
        var record = StandInRecord(session: self.journalID, name: replaced(self.journalID))
        for event in self.log.entries.lazy.map(\.event) {
            let user = event.user.map { team.members.contains($0) ? $0 : replaced($0) }
            let row = StandInRecord.Event(
                id: event.id, name: replaced(event.id), user: user, reason: event.reason.map(replaced))
            if row.name != event.id || row.user != event.user || row.reason != event.reason { record.events.append(row) }
        }
        return record.name == record.session && record.events.isEmpty ? nil : record
    }

    /// The session with words in place of others, as its rows have them; by its own id it stays known while it is in memory.
    func replacing(_ record: StandInRecord) -> CallSession {
        var session = self
        session.journalID = record.name
        guard !record.events.isEmpty else { return session }
        let rows = Dictionary(record.events.map { ($0.id, $0) }) { first, _ in first }
        var reasons: [String: String] = [:]
        session.log = EventLog(
            self.log.entries.map { entry in
                guard let row = rows[entry.event.id] else { return entry }
                let event = entry.event
                if let reason = event.reason, let word = row.reason, word != reason { reasons[reason] = word }
                return EventLog.Entry(
                    event: CallEvent(
                        id: row.name, type: event.type, at: event.at, direction: event.direction, service: event.service,
                        user: row.user, reason: row.reason), isUnseen: entry.isUnseen)
            })
        session.conclusions = self.conclusions.mapValues { conclusion in
            guard let word = conclusion.reason.flatMap({ reasons[$0] }) else { return conclusion }
            return Conclusion(
                codes: conclusion.codes, tags: conclusion.tags, savedAt: conclusion.savedAt, outcome: conclusion.outcome,
                reason: word)
        }
        return session
    }
}
