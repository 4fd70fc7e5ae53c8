internal import CallModel

extension InboundFold {
    /// What the events came to.
    func result(startedAt: WallTime) -> Folded {
        var folded = Folded(startedAt: startedAt, unattended: self.unattended(startedAt: startedAt))
        folded.isWaiting = self.queue != nil && self.taker == nil && self.end == nil
        folded.watching = self.watching
        for (party, track) in self.tracks where party.isMember { folded.tracks[party.user] = track }
        return folded
    }

    /// The call as the report shows it where nobody has an entry: as it went for who took it, else as for who watched the queue.
    private func unattended(startedAt: WallTime) -> Track {
        if let taker = self.taker, let track = self.tracks[taker] { return track }
        if let watching = self.watching { return watching }
        var track = Track(state: .incoming, timer: .ring, updatedAt: self.end?.at ?? startedAt)
        track.timers.start(.ring, at: startedAt)
        if let end = self.end {
            track.decide(.abandoned, reason: end.reason)
            track.finish(at: end.at, showing: .ring)
        }
        return track
    }
}
