package import CallModel
internal import Waiting

/// The state of a connector, and its results in the last 15 minutes. Holds no caller data.
package struct ConnectorStatus: Hashable, Sendable {
    /// The connector's id.
    package let id: ConnectorID
    /// The kind of connector, and its trouble where it has any.
    package let condition: ConnectorCondition
    /// `nil` for address books, which have none.
    package let breaker: CircuitBreakerState?
    /// When it will be asked again, where it is left alone at the moment.
    package let retryAt: MonotonicTime?
    /// When it last answered; `nil` before the first time.
    package let lastSuccess: WallTime?
    /// The outcome of the last question; `nil` before the first.
    package let lastOutcome: Outcome?
    /// When the last question ended.
    package let lastOutcomeAt: WallTime?
    /// Half of the answers came at least as fast; `nil` without answers.
    package let p50: Duration?
    /// 99 of 100 answers came at least as fast; `nil` without answers.
    package let p99: Duration?
    /// Answers with findings among answers, 0 to 1.
    package let hitRate: Double?
    /// Questions that were sent; `nil` for address books, which need not be asked.
    package let asked: Int?
    /// Questions under way; `nil` for address books.
    package let inFlight: Int?
    /// Questions waiting for a place; `nil` for address books.
    package let waiting: Int?

    /// The state of a connector's work.
    package enum State: String, Hashable, Sendable, CaseIterable {
        /// It works as it should.
        case ready
        /// It answers, but not as it should, or it is left alone for a while.
        case degraded
        /// It is switched off.
        case off
    }

    /// Whether the connector does its work, by its condition, breaker and pause.
    package var state: State {
        if self.condition.isOff { return .off }
        return self.condition.trouble == nil && (self.breaker ?? .closed) == .closed && self.retryAt == nil ? .ready : .degraded
    }
}

extension GuardedConnector {
    /// The connector's status.
    package func report(at now: MonotonicTime) -> ConnectorStatus {
        let isBook = self.immediate != nil
        let history = self.connectorGuard.history
        let figures = history.figures(at: now)
        let breaker = self.connectorGuard.breaker(at: now)
        var retryAt = self.connectorGuard.pausedUntil(at: now)
        if case .open(let until) = breaker { retryAt = max(retryAt ?? until, until) }
        return ConnectorStatus(
            id: self.id, condition: self.connector.condition, breaker: isBook ? nil : breaker, retryAt: retryAt,
            lastSuccess: history.lastSuccess, lastOutcome: history.last?.outcome, lastOutcomeAt: history.last?.at,
            p50: figures.p50, p99: figures.p99, hitRate: figures.hitRate, asked: isBook ? nil : figures.asked,
            inFlight: isBook ? nil : self.bulkhead.occupied, waiting: isBook ? nil : self.bulkhead.queued)
    }
}
