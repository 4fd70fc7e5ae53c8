package import CallModel

/// One lookup, once its number has been read.
package struct LookupRequest: Sendable, Redacted {
    /// The caller's number; withheld where the network kept it back. Of two readings the one that is asked about first.
    package let number: CallerNumber
    /// Another number that the same text may be, to be asked about where nobody is found by ``number``; `nil` for none.
    package let second: CallerNumber?
    /// The region of the lookup: its own, else its service's, else the configuration's. National writings of records are read there.
    package let region: Region?
    /// The connectors to ask and the links to make.
    package private(set) var plan: LookupPlan
    /// The session that the context is attached to, for later revisions; `nil` without one.
    package private(set) var session: String?
    /// Credentials that reach all of this may read the session's context: the service, or all that the asking credential reaches.
    package let audience: ServiceScope
    /// The services that the asking credential reaches: it attaches contexts to no session beyond them.
    package let scope: ServiceScope
    /// When the last byte of the request was there.
    package private(set) var receivedAt: MonotonicTime
    /// When the answer is due.
    package private(set) var deadline: MonotonicTime
    /// Whether the answer tells how it came about.
    package let explains: Bool

    /// A lookup without a session or an explanation, where these are left out; one that reaches just its audience, without `scope`.
    package init(
        number: CallerNumber, second: CallerNumber? = nil, region: Region? = nil, plan: LookupPlan, session: String? = nil,
        audience: ServiceScope, scope: ServiceScope? = nil, receivedAt: MonotonicTime, deadline: MonotonicTime,
        explains: Bool = false
    ) {
        self.number = number
        self.second = second
        self.region = region
        self.plan = plan
        self.session = session
        self.audience = audience
        self.scope = scope ?? audience
        self.receivedAt = receivedAt
        self.deadline = deadline
        self.explains = explains
    }

    /// The request as one that names no session.
    var withoutSession: LookupRequest {
        var request = self
        request.session = nil
        return request
    }

    /// The request over another plan.
    func replacing(plan: LookupPlan) -> LookupRequest {
        guard plan !== self.plan else { return self }
        var request = self
        request.plan = plan
        return request
    }

    /// The request as it is tried again at a later time; its answer is not waited for.
    func received(at now: MonotonicTime) -> LookupRequest {
        var request = self
        (request.receivedAt, request.deadline) = (now, now)
        return request
    }

    /// Whether `key` is one of its readings.
    func isAbout(_ key: NumberKey) -> Bool { self.number.key == key || self.second?.key == key }
}

/// A context, and the time until which the same question gets the same answer.
package struct LookupAnswer: Sendable, Redacted {
    /// The caller's context.
    package let context: CallerContext
    /// The time until which this answer may be given again as it is; `nil` where it took asking, or belongs to a session.
    package let reusableUntil: MonotonicTime?
}
