import TestSupport
import Testing

@testable import CallcardServer

@Suite("Metrics that many tasks count at once", .timeLimit(.minutes(5)))
struct PrometheusRegistryConcurrencyTests {
    private let registry = PrometheusRegistry()

    /// The value of a series in the registry's text.
    private func value(_ series: String) -> Double? {
        String(decoding: self.registry.text, as: UTF8.self).split(separator: "\n").first { $0.hasPrefix(series + " ") }
            .flatMap { Double($0.dropFirst(series.count + 1)) }
    }

    @Test("No count is lost, though its series is made by whoever is first, and the text never goes back")
    func exactSums() async throws {
        let routes = try await race { racer -> Int in
            let route = racer.below(4)
            let labels = [("route", "\(route)")]
            let counter = try #require(self.registry.makeCounter(label: "requests", dimensions: labels) as? PrometheusCounter)
            counter.increment(by: 1)
            let timer = try #require(self.registry.makeTimer(label: "seconds", dimensions: labels) as? PrometheusHistogram)
            timer.recordNanoseconds(1_000_000_000)
            let open = try #require(self.registry.makeMeter(label: "open", dimensions: []) as? PrometheusGauge)
            open.increment(by: 3)
            open.decrement(by: 1)
            if racer.below(40) == 0 {
                let series = "requests{route=\"\(route)\"}"
                let before = try #require(self.value(series))
                #expect(try #require(self.value(series)) >= before && before >= 1)
            }
            return route
        }
        for route in 0..<4 {
            let count = Double(routes.count { $0 == route })
            #expect(self.value("requests{route=\"\(route)\"}") == count)
            #expect(self.value("seconds_count{route=\"\(route)\"}") == count)
            #expect(self.value("seconds_sum{route=\"\(route)\"}") == count)
            #expect(self.value("seconds_bucket{route=\"\(route)\",le=\"1.0\"}") == count)
        }
        #expect(self.value("open") == Double(routes.count * 2))
    }
}
