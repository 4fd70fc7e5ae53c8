public import CallModel

/// One lookup, once its number has been read.
public struct LookupRequest: Sendable, Redacted {
    public let number: CallerNumber
    /// Whom to ask and which links to make.
    public let plan: LookupPlan
    /// The session that the context is attached to; somebody can then receive later revisions.
    public let session: String?
    /// Who may read the session's context: the service, or all that the asking credential reaches.
    public let audience: ServiceScope
    /// When the request was whole.
    public let receivedAt: MonotonicTime
    /// When the answer is due.
    public let deadline: MonotonicTime
    /// Whether the answer tells how it came about.
    public let explains: Bool

    public init(
        number: CallerNumber, plan: LookupPlan, session: String? = nil, audience: ServiceScope = .all, receivedAt: MonotonicTime,
        deadline: MonotonicTime,
        explains: Bool = false
    ) {
        self.number = number
        self.plan = plan
        self.session = session
        self.audience = audience
        self.receivedAt = receivedAt
        self.deadline = deadline
        self.explains = explains
    }

    /// The same, tried again at a later time; nobody waits for its answer.
    func received(at now: MonotonicTime) -> LookupRequest {
        LookupRequest(
            number: self.number, plan: self.plan, session: self.session, audience: self.audience, receivedAt: now, deadline: now,
            explains: self.explains)
    }
}
