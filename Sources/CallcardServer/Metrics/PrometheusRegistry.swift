package import CoreMetrics
internal import Waiting

/// The metrics backend: everything counted through swift-metrics, as the text that Prometheus reads.
///
/// There is no package for this here, and it is small. Series live as long as the process; labels are bounded.
package final class PrometheusRegistry: MetricsFactory, Sendable {
    private struct State {
        var counters: [MetricSeries: PrometheusCounter] = [:]
        var gauges: [MetricSeries: PrometheusGauge] = [:]
        var histograms: [MetricSeries: PrometheusHistogram] = [:]
        var collectors: [@Sendable (PrometheusRegistry) -> Void] = []
    }

    private let state = Lock(State())

    /// A registry without series.
    package init() {}

    /// Calls `collector` before each reading, to set gauges whose values are held elsewhere.
    package func onReading(_ collector: @escaping @Sendable (PrometheusRegistry) -> Void) {
        self.state.withLock { $0.collectors.append(collector) }
    }

    /// Sets a gauge.
    package func set(_ name: String, _ dimensions: [(String, String)] = [], to value: Double) {
        self.gauge(name, dimensions).set(value)
    }

    /// The counter of a name and its labels, made on its first use.
    package func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        self.state.withLock { $0.counters.handler(for: MetricSeries(label, dimensions), PrometheusCounter.init) }
    }

    /// The gauge of a name and its labels; it keeps the last value, aggregated or not.
    package func makeRecorder(label: String, dimensions: [(String, String)], aggregate: Bool) -> any RecorderHandler {
        self.gauge(label, dimensions)
    }

    /// The gauge of a name and its labels, made on its first use.
    package func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        self.gauge(label, dimensions)
    }

    /// The histogram of a name and its labels, made on its first use.
    package func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        self.state.withLock { $0.histograms.handler(for: MetricSeries(label, dimensions), PrometheusHistogram.init) }
    }

    // Series stay: a counter that vanished and came back would read as a restart.
    /// Does nothing.
    package func destroyCounter(_: any CounterHandler) {}
    /// Does nothing.
    package func destroyRecorder(_: any RecorderHandler) {}
    /// Does nothing.
    package func destroyMeter(_: any MeterHandler) {}
    /// Does nothing.
    package func destroyTimer(_: any TimerHandler) {}

    /// All series in text format 0.0.4, ordered by name.
    package var text: [UInt8] {
        for collector in self.state.withLock(\.collectors) { collector(self) }
        let state = self.state.withLock { $0 }
        var families: [String: (type: String, lines: [String])] = [:]
        for (series, counter) in state.counters {
            families[series.name, default: ("counter", [])].lines.append("\(series.text()) \(counter.value)\n")
        }
        for (series, gauge) in state.gauges {
            families[series.name, default: ("gauge", [])].lines.append("\(series.text()) \(gauge.value)\n")
        }
        for (series, histogram) in state.histograms {
            var lines = ""
            histogram.write(series, to: &lines)
            families[series.name, default: ("histogram", [])].lines.append(lines)
        }
        var text = ""
        for (name, family) in families.sorted(by: { $0.key < $1.key }) {
            if let help = MetricCatalogue.help[name] { text += "# HELP \(name) \(help)\n" }
            text += "# TYPE \(name) \(family.type)\n" + family.lines.sorted().joined()
        }
        return Array(text.utf8)
    }

    private func gauge(_ name: String, _ dimensions: [(String, String)]) -> PrometheusGauge {
        self.state.withLock { $0.gauges.handler(for: MetricSeries(name, dimensions), PrometheusGauge.init) }
    }
}

extension Dictionary where Key == MetricSeries {
    /// The handler of a series, made on its first use.
    fileprivate mutating func handler(for series: MetricSeries, _ make: () -> Value) -> Value {
        if let handler = self[series] { return handler }
        let handler = make()
        self[series] = handler
        return handler
    }
}

/// One metric with one set of labels, as Prometheus writes it.
struct MetricSeries: Hashable, Sendable {
    let name: String
    /// `connector="hubspot",outcome="hit"`; empty without labels.
    let labels: String

    init(_ name: String, _ dimensions: [(String, String)]) {
        self.name = name
        self.labels = dimensions.map { "\($0)=\"\(Self.escaped($1))\"" }.joined(separator: ",")
    }

    /// `name{labels}`, with `extra` as one more label.
    func text(suffix: String = "", extra: String = "") -> String {
        let all = [self.labels, extra].filter { !$0.isEmpty }.joined(separator: ",")
        return self.name + suffix + (all.isEmpty ? "" : "{\(all)}")
    }

    private static func escaped(_ value: String) -> String {
        value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
    }
}
