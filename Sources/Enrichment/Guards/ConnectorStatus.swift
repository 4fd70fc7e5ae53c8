public import CallModel

/// How a connector stands, and how it did in the last 15 minutes. Holds no caller data.
public struct ConnectorStatus: Hashable, Sendable {
    public let id: ConnectorID
    public let condition: ConnectorCondition
    /// `nil` for address books, which have none.
    public let breaker: CircuitBreakerState?
    /// When it will be asked again, where it is left alone at the moment.
    public let retryAt: MonotonicTime?
    public let lastSuccess: WallTime?
    public let lastOutcome: Outcome?
    public let lastOutcomeAt: WallTime?
    /// Half, and 99 of 100, of the answers came at least as fast.
    public let p50: Duration?
    public let p99: Duration?
    /// Answers with findings among answers, 0 to 1.
    public let hitRate: Double?
    /// Questions that were sent; `nil` for address books, which need not be asked.
    public let asked: Int?
    /// Questions under way, and questions waiting for a place.
    public let inFlight: Int?
    public let waiting: Int?

    /// Whether the connector does its work.
    public enum State: String, Hashable, Sendable, CaseIterable {
        case ready
        /// It answers, but not as it should, or it is left alone for a while.
        case degraded
        case off
    }

    public var state: State {
        if self.condition.isOff { return .off }
        return self.condition.trouble == nil && (self.breaker ?? .closed) == .closed && self.retryAt == nil ? .ready : .degraded
    }
}

extension GuardedConnector {
    /// How the connector stands.
    public func report(at now: MonotonicTime) -> ConnectorStatus {
        let isBook = self.immediate != nil
        let history = self.gate.history
        let figures = history.figures(at: now)
        let breaker = self.gate.breaker(at: now)
        var retryAt = self.gate.pausedUntil(at: now)
        if case .open(let until) = breaker { retryAt = max(retryAt ?? until, until) }
        return ConnectorStatus(
            id: self.id, condition: self.connector.condition, breaker: isBook ? nil : breaker, retryAt: retryAt,
            lastSuccess: history.lastSuccess, lastOutcome: history.last?.outcome, lastOutcomeAt: history.last?.at,
            p50: figures.p50,
            p99: figures.p99, hitRate: figures.hitRate, asked: isBook ? nil : figures.asked,
            inFlight: isBook ? nil : self.bulkhead.occupied,
            waiting: isBook ? nil : self.bulkhead.queued)
    }
}
