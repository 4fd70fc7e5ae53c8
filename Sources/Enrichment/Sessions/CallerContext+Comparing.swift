internal import CallModel

extension CallerContext {
    /// What a live session has before anything is known of its caller, and after it was forgotten.
    static var empty: CallerContext { CallerContext(status: .unknown, revision: 0, number: .withheld) }

    /// Whether a person would see no difference: times and traces don't count.
    func showsTheSame(as other: CallerContext) -> Bool {
        var (left, right) = (self, other)
        left.trace = right.trace
        left.revision = right.revision
        left.expiresAt = right.expiresAt
        left.connectors = left.connectors.map(\.withoutTimes)
        right.connectors = right.connectors.map(\.withoutTimes)
        return left == right
    }
}

extension ConnectorReport {
    fileprivate var withoutTimes: ConnectorReport { ConnectorReport(id: self.id, outcome: self.outcome) }
}
