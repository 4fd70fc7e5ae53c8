/// How many bytes each cache may take of those that all may take together.
///
/// Address books are not in it: they are the operator's, and can't be forgotten for a while. Nor are calls that go on.
package struct MemoryBudget: Hashable, Sendable {
    /// The part of a limit, or of the machine's memory, that caches take where the configuration does not say how much.
    private static let share = 4
    /// As often as this each cache's part may be halved.
    package static let mostHalvings = 4

    /// The bytes of all caches together.
    package let bytes: Int

    /// - Parameters:
    ///   - configured: Bytes that the configuration names; `nil` where it names none.
    ///   - available: Bytes that the process may have; `nil` where that is not known, and then caches have their own limits alone.
    package init(configured: Int?, available: Int?) {
        self.bytes = configured ?? available.map { $0 / Self.share } ?? .max
    }

    /// The bytes of each cache: what it may take at most, or its part in proportion where that is less.
    ///
    /// - Parameters:
    ///   - most: Bytes that each may take by its own limit, 0 or more.
    ///   - halvings: How often the parts are halved since memory is short.
    package func parts(of most: [Int], halvings: Int = 0) -> [Int] {
        let sum = most.reduce(0.0) { $0 + Double($1) }
        let factor = sum > Double(self.bytes) ? Double(self.bytes) / sum : 1
        return most.map { Int(Double($0) * factor) >> halvings }
    }
}
