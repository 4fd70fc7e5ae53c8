internal import CoreMetrics
internal import Synchronization
internal import Waiting

/// A count that only grows.
final class PrometheusCounter: CounterHandler, Sendable {
    private let count = Atomic<Int64>(0)

    var value: Int64 { self.count.load(ordering: .relaxed) }

    func increment(by amount: Int64) {
        self.count.wrappingAdd(amount, ordering: .relaxed)
    }

    func reset() {
        self.count.store(0, ordering: .relaxed)
    }
}

/// A value that goes up and down.
final class PrometheusGauge: RecorderHandler, MeterHandler, Sendable {
    private let bits = Atomic<UInt64>(0)

    var value: Double { Double(bitPattern: self.bits.load(ordering: .relaxed)) }

    func record(_ value: Int64) { self.set(Double(value)) }
    func record(_ value: Double) { self.set(value) }
    func set(_ value: Int64) { self.set(Double(value)) }

    func set(_ value: Double) {
        self.bits.store(value.bitPattern, ordering: .relaxed)
    }

    func increment(by amount: Double) { self.add(amount) }
    func decrement(by amount: Double) { self.add(-amount) }

    private func add(_ amount: Double) {
        var seen = self.bits.load(ordering: .relaxed)
        while true {
            let sum = (Double(bitPattern: seen) + amount).bitPattern
            let (done, now) = self.bits.compareExchange(expected: seen, desired: sum, ordering: .relaxed)
            if done { return }
            seen = now
        }
    }
}

/// Durations, counted in buckets that suit lookups: a tenth of a millisecond to ten seconds.
final class PrometheusHistogram: TimerHandler, Sendable {
    /// Upper bounds in seconds.
    static let bounds: [Double] = [0.0001, 0.0005, 0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 1.5, 2, 2.5, 5, 7.5, 10]

    private struct State {
        /// The counts by bucket, not cumulative; the last is for durations above all bounds.
        var counts = [Int64](repeating: 0, count: PrometheusHistogram.bounds.count + 1)
        var nanoseconds: Int64 = 0
    }

    private let state = Lock(State())

    func recordNanoseconds(_ duration: Int64) {
        let seconds = Double(duration) / 1e9
        let bucket = Self.bounds.firstIndex { seconds <= $0 } ?? Self.bounds.count
        self.state.withLock { state in
            state.counts[bucket] += 1
            state.nanoseconds &+= duration
        }
    }

    /// Appends all lines of one series.
    func write(_ series: MetricSeries, to text: inout String) {
        let state = self.state.withLock { $0 }
        var sum: Int64 = 0
        for (index, count) in state.counts.enumerated() {
            sum += count
            let bound = index < Self.bounds.count ? "\(Self.bounds[index])" : "+Inf"
            text += "\(series.text(suffix: "_bucket", extra: "le=\"\(bound)\"")) \(sum)\n"
        }
        text += "\(series.text(suffix: "_sum")) \(Double(state.nanoseconds) / 1e9)\n"
        text += "\(series.text(suffix: "_count")) \(sum)\n"
    }
}
