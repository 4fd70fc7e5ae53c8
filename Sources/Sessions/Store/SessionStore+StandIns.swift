internal import CallModel
internal import Waiting

/// Numbers that turn out to stand in what was journaled: words made with a key take the place of ids, reasons and users.
extension SessionStore {
    /// A session as the journal has it; also one that it has under a word that stands in for this id.
    func journaled(_ id: String) async throws(JournalError) -> CallSession? {
        if let record = try await self.journal.session(id) { return CallSession(record) }
        guard let standIns, self.state.withLock(\.hasStandIns) else { return nil }
        return try await self.journal.session(standIns.word(for: id)).map { CallSession($0, knownAs: id) }
    }

    /// Has words stand in for those of a session in which a number stands, in memory and in the rows that the journal has.
    func putStandIns(
        in session: inout CallSession, for digits: NumberDigits, team: Team, batch: inout SessionBatch
    ) {
        guard let standIns, let record = session.standIns(for: digits, team: team, standIns) else { return }
        session = session.replacing(record)
        batch.replace(record, of: session.id)
    }
}
