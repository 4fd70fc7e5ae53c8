import CallModel

@testable import CallcardServer

/// Threads that begin requests in their order, each for a time, and the queue before them; time goes on as the test says.
struct SimulatedPool {
    /// A request by what became of it.
    struct Outcome {
        let key: String
        let arrivedAt: MonotonicTime
        /// `nil` where it was refused.
        var wait: Duration?
    }

    let queue = RequestQueue()
    private(set) var outcomes: [Outcome] = []
    private var waiting: [(index: Int, place: RequestQueue.Place)] = []
    private var next = 0
    private var freeAt: [MonotonicTime]
    private let service: Duration

    init(threads: Int = 2, service: Duration) {
        self.freeAt = Array(repeating: MonotonicTime(nanoseconds: 0), count: threads)
        self.service = service
    }

    /// A request comes; those before it begin first, as far as their time has come.
    mutating func arrive(_ key: String = "switch", at now: MonotonicTime) {
        self.run(until: now)
        let place = self.queue.joinIfCalm(at: now) ?? self.queue.join(for: key, at: now)
        self.outcomes.append(Outcome(key: key, arrivedAt: now))
        if let place { self.waiting.append((self.outcomes.count - 1, place)) }
    }

    /// Begins what can begin by then.
    mutating func run(until now: MonotonicTime) {
        while self.next < self.waiting.count {
            let (index, place) = self.waiting[self.next]
            let thread = self.freeAt.indices.min { self.freeAt[$0] < self.freeAt[$1] }!
            let start = max(self.freeAt[thread], self.outcomes[index].arrivedAt)
            guard start <= now else { return }
            self.queue.begin(place, at: start)
            self.freeAt[thread] = start + self.service
            self.outcomes[index].wait = start - self.outcomes[index].arrivedAt
            self.next += 1
        }
    }

    /// Requests of a key come evenly.
    mutating func arrive(perSecond rate: Int, from start: Duration, for span: Duration, _ key: String = "switch") {
        for time in Self.times(perSecond: rate, from: start, for: span) { self.arrive(key, at: time) }
    }

    /// When requests that come evenly do.
    static func times(perSecond rate: Int, from start: Duration, for span: Duration) -> [MonotonicTime] {
        (0..<Int(span / Duration.seconds(1) * Double(rate))).map {
            MonotonicTime(nanoseconds: start.nanoseconds + Int64($0) * 1_000_000_000 / Int64(rate))
        }
    }

    /// The outcomes of those who came in a time.
    func came(from start: Duration, to end: Duration = .seconds(1_000)) -> [Outcome] {
        self.outcomes.filter { (start.nanoseconds..<end.nanoseconds).contains($0.arrivedAt.nanoseconds) }
    }
}
