import TestSupport
import Testing

@testable import AddressBooks

@Suite("C10 Who has a number")
struct ContactIDListTests {
    @Test("Any coming and going leaves the order of coming", arguments: 0..<8)
    func keepsOrder(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var holders = ContactIDList()
        var expected: [String] = []
        for step in 0..<600 {
            // Grows at first, then shrinks to nothing: both ways over the border of the index.
            let grows = Int.random(in: 0..<10, using: &generator) < (step < 300 ? 7 : 2)
            if grows {
                holders.append("\(step)")
                expected.append("\(step)")
            } else if let place = expected.indices.randomElement(using: &generator) {
                holders.remove(expected.remove(at: place))
            }
            holders.remove("nobody")
            #expect(holders.first(.max) == expected)
            #expect(holders.isEmpty == expected.isEmpty)
        }
        #expect(holders.first(2) == Array(expected.prefix(2)))
    }
}
