import CallModel
import Testing

@testable import Setup

@Suite("D14 How short memory is")
struct MemoryPressureTests {
    private static let limit = 1_000
    private var pressure = MemoryPressure()

    private func at(_ second: Int) -> MonotonicTime { MonotonicTime(nanoseconds: Int64(second) * 1_000_000_000) }

    @Test("Up to 85 % nothing happens")
    mutating func calm() {
        for (second, used) in [0, 500, 849, 850].enumerated() {
            #expect(self.pressure.observe(used: used, of: Self.limit, at: self.at(second)) == false)
        }
        #expect(!self.pressure.isShort)
    }

    @Test("Above it caches are halved each second, to a sixteenth")
    mutating func short() {
        for second in 0..<4 { #expect(self.pressure.observe(used: 900, of: Self.limit, at: self.at(second)) == true) }
        #expect(self.pressure.observe(used: 990, of: Self.limit, at: self.at(5)) == false)
        #expect(self.pressure.halvings == 4)
    }

    @Test("Between the marks it stays as it is")
    mutating func between() {
        _ = self.pressure.observe(used: 900, of: Self.limit, at: self.at(0))
        for second in 1..<100 {
            #expect(self.pressure.observe(used: 750, of: Self.limit, at: self.at(second)) == false)
        }
        #expect(self.pressure.isShort)
    }

    @Test("Ten seconds below 70 % take one halving back, and ten more the next")
    mutating func recovery() {
        for second in 0..<2 { _ = self.pressure.observe(used: 900, of: Self.limit, at: self.at(second)) }
        var changes: [Int] = []
        for second in 2..<40 where self.pressure.observe(used: 600, of: Self.limit, at: self.at(second)) {
            changes.append(second)
        }
        #expect(changes == [12, 22] && !self.pressure.isShort)
    }

    @Test("A moment above 70 % begins the ten seconds anew")
    mutating func interruption() {
        _ = self.pressure.observe(used: 900, of: Self.limit, at: self.at(0))
        for second in 1..<10 { _ = self.pressure.observe(used: 600, of: Self.limit, at: self.at(second)) }
        _ = self.pressure.observe(used: 710, of: Self.limit, at: self.at(10))
        #expect(self.pressure.observe(used: 600, of: Self.limit, at: self.at(15)) == false)
        #expect(self.pressure.isShort)
    }
}
