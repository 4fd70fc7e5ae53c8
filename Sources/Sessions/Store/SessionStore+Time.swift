internal import CallModel
internal import Waiting

extension SessionStore {
    /// Looks after the journal, ends lost calls, informs pages that callers are forgotten, drops ended sessions from memory, and deletes old records from the
    /// journal; once a second, until its task is cancelled.
    package func runTimers() async {
        while !Task.isCancelled {
            let now = self.time.monotonicNow()
            self.evictEnded(at: now)
            await self.verifyJournal()
            await self.endLost()
            await self.dropLate()
            await self.purge()
            self.feed.checkReaders()
            try? await self.time.sleep(until: now + .seconds(1))
        }
    }

    private func evictEnded(at now: MonotonicTime) {
        let forgotten = self.state.withLock { state -> [CallSession] in
            let forgotten = state.expiries.filter { $0.value <= now }.keys
            let sessions = forgotten.compactMap { state.sessions[$0] }
            for id in forgotten { state.expiries[id] = nil }
            // Pages have yet to be informed that the caller is forgotten: the session stays until then.
            // Found first: a loop over the table itself would have it copied at the first removal.
            let evicted = state.evictions.filter { $0.value <= now && state.expiries[$0.key] == nil }.keys
            for id in evicted {
                state.evictions[id] = nil
                state.heardAt[id] = nil
                state.sessions[id] = nil
            }
            return sessions
        }
        for session in forgotten {
            self.feed.publish([session.feedItem(.entry)], to: session.users)
        }
    }

    /// Looks whether the journal is where it was, so that a server knows it before the next event comes.
    private func verifyJournal() async {
        var failure: JournalError?
        do throws(JournalError) {
            try await self.journal.verify()
        } catch {
            failure = error
        }
        self.state.withLock { state in
            if failure != nil || state.trouble == .unavailable(.moved) { state.trouble = failure }
        }
    }

    /// Ends calls of which nothing was heard for too long (T1), by the clock that never jumps.
    private func endLost() async {
        let maxIdle = self.limits.maxIdle
        let latest = self.time.monotonicNow() + (.zero - maxIdle)
        let lost = self.state.withLock { state in
            state.heardAt.filter { $0.value <= latest }.compactMap { state.sessions[$0.key] }
        }
        guard !lost.isEmpty else { return }
        // Where the journal can't have it, the next second tries again.
        _ = try? await self.perform { batch in
            for known in lost {
                // An event that has come meanwhile keeps it.
                guard var session = batch.session(known.id), session.log.count == known.log.count,
                    let event = session.lostEvent(after: maxIdle), let settings = self.settings(session.service)
                else { continue }
                session.receive(event, at: batch.now, team: batch.switchedOff.team(of: settings))
                batch.save(session)
            }
        }
    }

    /// Deletes records that are too old from the journal, as far as the clock can be trusted.
    private func purge() async {
        let (wall, now) = (self.time.wallNow(), self.time.monotonicNow())
        guard let look = self.state.withLock({ $0.purges.tick(wall: wall, at: now) }) else { return }
        let (keep, keepRecall) = (self.limits.keep, self.limits.keepRecall)
        guard let all = try? await self.journal.pastCount(before: WallTime(milliseconds: .max)),
            let due = try? await self.journal.pastCount(before: look.now - keep),
            let dueByWall = try? await self.journal.pastCount(before: look.wall - keep)
        else { return }
        let isAllowed = self.state.withLock { $0.purges.allows(all: all, due: due, dueByWall: dueByWall, at: now) }
        guard isAllowed else { return }
        _ = try? await self.perform { batch in
            batch.add(.purge(sessionsBefore: look.now - keep, recallBefore: look.now - keepRecall))
            batch.add(.purgeLoginSessions(expiredBefore: look.now))
        }
    }
}

extension WallTime {
    fileprivate static func - (time: WallTime, span: Duration) -> WallTime {
        WallTime(milliseconds: time.milliseconds - span.nanoseconds / 1_000_000)
    }
}
