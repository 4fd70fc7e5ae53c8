package import CallModel
internal import Crypto
internal import Waiting

/// Gives a webhook delivery one effect, however often and however much at once it comes (R9).
///
/// 1. The first delivery under an id is processed; those that come meanwhile wait for its answer.
/// 2. For 15 minutes a repetition is answered the same. That is longer than a signature's time can reach (5 minutes either way), so a
///    message can't come back after it was forgotten.
/// 3. The same id with another body is refused. A delivery that failed had no effect: it is as if it had not come.
package final class WebhookDeduplicator: Sendable {
    /// The result of a delivery: new, a repetition, or another one under a known id; with its effect.
    package enum DeliveryResult: Hashable, Sendable {
        /// The delivery was the first under its id, and had this effect.
        case first(WebhookDeliveryEffect)
        /// The delivery came before, and had this effect then.
        case again(WebhookDeliveryEffect)
        /// Another body came under this id before; the delivery has no effect.
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
        case decided(DeliveryResult)
    }

    /// The time for which a delivery is remembered.
    static let lifetime = Duration.seconds(900)

    private let time: any TimeSource
    private let key = SymmetricKey(size: .bits256)
    private let state: Lock<State>

    /// A deduplicator that remembers no delivery yet.
    ///
    /// - Parameters:
    ///   - time: Says when a delivery is forgotten.
    ///   - limit: Most deliveries that are remembered, some 200 bytes each; beyond it the oldest are forgotten.
    package init(time: any TimeSource, limit: Int = 200_000) {
        self.time = time
        self.state = Lock(State(recent: RecentWebhookDeliveries(limit: limit, lifetime: Self.lifetime)))
    }

    /// Processes a delivery, unless that was done before.
    ///
    /// - Parameters:
    ///   - delivery: As it came, its signature checked.
    ///   - work: Has the delivery's effect; is handed the digest for ``forget(_:)``.
    /// - Throws: What `work` throws; the next delivery of the same id is then the first.
    package func process<Failure: Error>(
        _ delivery: WebhookDelivery, by work: (WebhookDeliveryDigest) async throws(Failure) -> WebhookDeliveryEffect
    ) async throws(Failure) -> DeliveryResult {
        let (id, body) = (self.name(of: delivery), WebhookDeliveryDigest([delivery.body], key: self.key))
        while true {
            switch self.claim(id, body) {
            case .decided(let result):
                return result
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
    ///
    /// - Parameter id: As it was handed to the work of ``process(_:by:)``.
    package func forget(_ id: WebhookDeliveryDigest) {
        self.state.withLock { $0.recent.remove(id) }
    }

    /// Removes deliveries whose time is over.
    package func sweep() {
        let now = self.time.monotonicNow()
        self.state.withLock { $0.recent.sweep(at: now) }
    }

    /// The count of remembered deliveries.
    package var count: Int { self.state.withLock(\.recent.count) }

    /// The count of deliveries that wait for another one's answer.
    var waiting: Int { self.state.withLock { $0.underWay.values.reduce(0) { $0 + $1.waiting.count } } }

    /// The digest of a delivery's id, or else of its body.
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

/// A webhook's message, with the parts by which a repetition is recognized.
package struct WebhookDelivery: Sendable {
    /// The webhook that sent it: one sender's ids say nothing about another's.
    package let sender: String
    /// The sender's id of the message; `nil` where it has none, and its body stands for it.
    package let id: String?
    /// The body as it came.
    package let body: [UInt8]

    /// A delivery of one sender.
    package init(sender: String, id: String?, body: [UInt8]) {
        self.sender = sender
        self.id = id
        self.body = body
    }
}

/// The effect of a delivery, as it is answered; without anything about the caller.
package enum WebhookDeliveryEffect: Hashable, Sendable {
    /// It is part of a session's context, which has this revision.
    case revision(Int)
    /// It is kept, for a session that may come or for a number.
    case kept
}
