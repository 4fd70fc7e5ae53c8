public import CallModel
internal import Crypto
internal import Waiting

/// Sees to it that a delivery has one effect, however often and however much at once it comes (R9).
///
/// 1. The first under its id is worked on; those that come meanwhile wait for its answer.
/// 2. For 15 minutes it is answered the same again. That is longer than a signature's time can reach (5 minutes either way), so a
///    message can't come back after it was forgotten.
/// 3. The same id with another body is refused. Work that failed had no effect: it is as if it had not come.
public final class WebhookDeduplicator: Sendable {
    /// What became of a delivery.
    public enum Outcome: Hashable, Sendable {
        /// It was the first.
        case first(WebhookDeliveryEffect)
        /// It came before, and was answered this.
        case again(WebhookDeliveryEffect)
        /// Another body came under this id before.
        case idReused
    }

    private struct Work {
        let body: WebhookDeliveryDigest
        var waiting: [ParkedTask] = []
    }

    private struct State {
        var recent: RecentWebhookDeliveries
        var underWay: [WebhookDeliveryDigest: Work] = [:]
    }

    private enum Claim {
        case mine, underWay
        case decided(Outcome)
    }

    /// How long a delivery is remembered.
    static let lifetime = Duration.seconds(900)

    private let time: any TimeSource
    private let key = SymmetricKey(size: .bits256)
    private let state: Lock<State>

    /// - Parameter limit: Most deliveries that are remembered, some 200 bytes each; beyond it the oldest are forgotten.
    public init(time: any TimeSource, limit: Int = 200_000) {
        self.time = time
        self.state = Lock(State(recent: RecentWebhookDeliveries(limit: limit, lifetime: Self.lifetime)))
    }

    /// Works on a delivery, unless that was done.
    ///
    /// - Parameter work: Gets what ``forget(_:)`` takes.
    /// - Throws: What `work` throws; the next of the same id is then the first.
    public func once<Failure: Error>(
        _ delivery: WebhookDelivery, do work: (WebhookDeliveryDigest) async throws(Failure) -> WebhookDeliveryEffect
    ) async throws(Failure) -> Outcome {
        let (id, body) = (self.name(of: delivery), WebhookDeliveryDigest([delivery.body], key: self.key))
        while true {
            switch self.claim(id, body) {
            case .decided(let outcome):
                return outcome
            case .underWay:
                await self.wait(for: id)
            case .mine:
                do throws(Failure) {
                    let answer = try await work(id)
                    self.finish(id, answer)
                    return .first(answer)
                } catch {
                    self.finish(id, nil)
                    throw error
                }
            }
        }
    }

    /// Forgets a delivery that had no effect after all: when it comes again it is the first.
    public func forget(_ id: WebhookDeliveryDigest) {
        self.state.withLock { $0.recent.remove(id) }
    }

    /// Removes what is over.
    public func sweep() {
        let now = self.time.monotonicNow()
        self.state.withLock { $0.recent.sweep(at: now) }
    }

    /// How many are remembered.
    public var count: Int { self.state.withLock(\.recent.count) }

    /// How many wait for somebody else's work.
    var waiting: Int { self.state.withLock { $0.underWay.values.reduce(0) { $0 + $1.waiting.count } } }

    /// What stands for a delivery: its id, or else its body.
    func name(of delivery: WebhookDelivery) -> WebhookDeliveryDigest {
        let name = delivery.id.map { ["id", $0].map { Array($0.utf8) } } ?? [Array("body".utf8), delivery.body]
        return WebhookDeliveryDigest([Array(delivery.sender.utf8)] + name, key: self.key)
    }

    private func claim(_ id: WebhookDeliveryDigest, _ body: WebhookDeliveryDigest) -> Claim {
        let now = self.time.monotonicNow()
        return self.state.withLock { state in
            if let work = state.underWay[id] { return work.body == body ? .underWay : .decided(.idReused) }
            if let entry = state.recent.entry(id, at: now) {
                return .decided(entry.body == body ? .again(entry.answer) : .idReused)
            }
            state.underWay[id] = Work(body: body)
            return .mine
        }
    }

    private func wait(for id: WebhookDeliveryDigest) async {
        // It may have been finished since the caller looked.
        await self.state.park { state, task in state.underWay[id]?.waiting.append(task) != nil }
    }

    /// - Parameter answer: `nil` for work that failed.
    private func finish(_ id: WebhookDeliveryDigest, _ answer: WebhookDeliveryEffect?) {
        let now = self.time.monotonicNow()
        let waiting = self.state.withLock { state in
            let work = state.underWay.removeValue(forKey: id)
            if let work, let answer { state.recent.insert(answer, body: work.body, for: id, at: now) }
            return work?.waiting ?? []
        }
        for task in waiting { task.wake() }
    }
}
