import CallModel
import Testing

@testable import Sessions

@Suite("How long batches of changes take")
struct BatchTimesTests {
    /// The time of a batch on a disk that takes 4 ms each, and 300 µs a change.
    private static func time(_ count: Int) -> Duration { Duration.milliseconds(4) + Duration.microseconds(300) * count }

    private static func isNear(_ time: Duration, _ expected: Duration) -> Bool {
        (0.8...1.25).contains(time / expected)
    }

    @Test("Batches of different sizes tell what each costs, and what a change does")
    func line() {
        var times = BatchTimes()
        for count in [1, 30, 256, 7, 120] { times.add(count, took: Self.time(count)) }
        for count in [1, 10, 100, 256] { #expect(Self.isNear(times.time(of: count), Self.time(count))) }
    }

    @Test("Many single changes on a slow disk don't make a long queue of a short one")
    func singleChanges() {
        var times = BatchTimes()
        for _ in 0..<1_000 { times.add(1, took: Self.time(1)) }
        #expect(times.time(of: 256) < .milliseconds(50))
        #expect(times.wait(behind: 255, batch: 256) == .zero)
        #expect(times.wait(behind: 256, batch: 256) < .milliseconds(50))
    }

    @Test("Full batches alone tell the time of a full batch")
    func fullBatches() {
        var times = BatchTimes()
        for _ in 0..<20 { times.add(256, took: Self.time(256)) }
        #expect(Self.isNear(times.time(of: 256), Self.time(256)))
        #expect(Self.isNear(times.wait(behind: 1_024, batch: 256), Self.time(256) * 4))
    }

    @Test("A disk that becomes slow is known to be so within a few batches, and one that recovers, too")
    func change() {
        var times = BatchTimes()
        for count in [1, 256, 50, 256] { times.add(count, took: Self.time(count)) }
        for _ in 0..<20 { times.add(256, took: Self.time(256) * 5) }
        #expect(Self.isNear(times.time(of: 256), Self.time(256) * 5))
        for _ in 0..<80 { times.add(10, took: Self.time(10)) }
        #expect(Self.isNear(times.time(of: 10), Self.time(10)))
    }

    @Test("Noise makes no time less than nothing", arguments: [1, 256])
    func noise(count: Int) {
        var times = BatchTimes()
        for (size, time) in [(200, 1), (1, 90), (180, 2), (3, 100)] { times.add(size, took: .milliseconds(time)) }
        #expect(times.time(of: count) >= .zero)
        #expect(BatchTimes().time(of: 256) > .zero)
    }
}
