internal import CallModel
internal import Foundation

/// The part of a session that is kept as JSON, in short names: it is most of the journal.
struct SessionContent: Codable {
    struct Event: Codable {
        /// Id, type, time in milliseconds, user, reason.
        let i: String
        let t: String
        let a: Int64
        let u: String?
        let r: String?
    }

    struct Conclusion: Codable {
        /// User, primary and secondary code, tags, time in milliseconds, outcome, reason.
        let u: String
        let p: String?
        let s: String?
        let t: [String]
        let a: Int64
        let o: String
        let r: String?
    }

    let events: [Event]
    let audience: [String]
    let unseen: [String]
    let conclusions: [Conclusion]

    init(_ record: SessionRecord) {
        self.events = record.events.map { event in
            Event(i: event.id, t: event.type.rawValue, a: event.at.milliseconds, u: event.user, r: event.reason)
        }
        self.audience = record.audience.sorted()
        self.unseen = record.unseen.sorted()
        self.conclusions = record.conclusions.sorted { $0.key < $1.key }.map { user, conclusion in
            Conclusion(
                u: user, p: conclusion.codes.primary, s: conclusion.codes.secondary, t: conclusion.tags,
                a: conclusion.savedAt.milliseconds, o: conclusion.outcome.rawValue, r: conclusion.reason)
        }
    }

    var text: String {
        get throws { String(decoding: try JSONEncoder().encode(self), as: UTF8.self) }
    }

    /// The events of a session of this direction and service.
    ///
    /// - Throws: ``JournalError/corrupt`` for words that nobody wrote.
    func events(_ direction: CallDirection, service: String) throws -> [CallEvent] {
        try self.events.map { event in
            guard let type = EventType(rawValue: event.t) else { throw JournalError.corrupt }
            return CallEvent(
                id: event.i, type: type, at: WallTime(milliseconds: event.a), direction: direction, service: service,
                user: event.u, reason: event.r)
        }
    }

    /// Conclusions by user.
    ///
    /// - Throws: ``JournalError/corrupt`` for words that nobody wrote.
    func madeConclusions() throws -> [String: CallModel.Conclusion] {
        var made: [String: CallModel.Conclusion] = [:]
        for conclusion in self.conclusions {
            guard let outcome = CallOutcome(rawValue: conclusion.o) else { throw JournalError.corrupt }
            made[conclusion.u] = CallModel.Conclusion(
                codes: CodeChoice(primary: conclusion.p, secondary: conclusion.s), tags: conclusion.t,
                savedAt: WallTime(milliseconds: conclusion.a), outcome: outcome, reason: conclusion.r)
        }
        return made
    }
}
