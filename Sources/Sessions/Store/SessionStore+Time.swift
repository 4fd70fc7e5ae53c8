internal import CallModel
internal import Waiting

extension SessionStore {
    /// Ends lost calls, informs pages that callers are forgotten, drops ended sessions from memory, and deletes old records from the
    /// journal; once a second, until its task is cancelled.
    package func runTimers() async {
        while !Task.isCancelled {
            let now = self.time.monotonicNow()
            self.evictEnded(at: now)
            await self.endLost()
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
                state.sessions[id] = nil
            }
            return sessions
        }
        for session in forgotten {
            self.feed.publish([session.feedItem(.entry)], to: session.users)
        }
    }

    /// Ends calls of which nothing was heard for too long (T1).
    private func endLost() async {
        let now = self.time.wallNow()
        let lost = self.state.withLock(\.sessions).live.filter { $0.lostEvent(at: now, maxIdle: self.limits.maxIdle) != nil }
        guard !lost.isEmpty else { return }
        let ids = lost.map(\.id)
        // Where the journal can't have it, the next second tries again.
        _ = try? await self.perform { batch in
            for id in ids {
                guard var session = batch.session(id),
                    let event = session.lostEvent(at: batch.now, maxIdle: self.limits.maxIdle),
                    let settings = self.settings(session.service)
                else { continue }
                session.receive(event, at: batch.now, team: batch.switchedOff.team(of: settings))
                batch.save(session)
            }
        }
    }

    /// Deletes records that are too old from the journal, once an hour.
    private func purge() async {
        let now = self.time.wallNow()
        let isDue = self.state.withLock { state in
            if let last = state.purgedAt, now - last < .seconds(3_600), now >= last { return false }
            state.purgedAt = now
            return true
        }
        guard isDue else { return }
        let (keep, keepRecall) = (self.limits.keep, self.limits.keepRecall)
        _ = try? await self.perform { batch in
            batch.add(.purge(sessionsBefore: batch.now - keep, recallBefore: batch.now - keepRecall))
        }
    }
}

extension WallTime {
    fileprivate static func - (time: WallTime, span: Duration) -> WallTime {
        WallTime(milliseconds: time.milliseconds - span.nanoseconds / 1_000_000)
    }
}
