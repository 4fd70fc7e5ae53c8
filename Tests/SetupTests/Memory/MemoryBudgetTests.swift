import Testing

@testable import Setup

@Suite("D14 The bytes of all caches together")
struct MemoryBudgetTests {
    private static let most = [64 << 20, 256 << 20, 64 << 20, 64 << 20]

    @Test("Without a word it is a quarter of what there is; without that caches have their own limits alone")
    func defaults() {
        #expect(MemoryBudget(configured: nil, available: 128 << 20).bytes == 32 << 20)
        #expect(MemoryBudget(configured: 5 << 20, available: 128 << 20).bytes == 5 << 20)
        #expect(MemoryBudget(configured: nil, available: nil).parts(of: Self.most) == Self.most)
    }

    @Test("A cache's own limit stays its limit")
    func large() {
        #expect(MemoryBudget(configured: 1 << 40, available: nil).parts(of: Self.most) == Self.most)
        #expect(MemoryBudget(configured: 448 << 20, available: nil).parts(of: Self.most) == Self.most)
    }

    @Test("Less than all limits is shared in their proportion", arguments: [1 << 20, 32 << 20, 447 << 20])
    func small(bytes: Int) {
        let parts = MemoryBudget(configured: bytes, available: nil).parts(of: Self.most)
        let sum = parts.reduce(0, +)
        #expect(sum <= bytes && sum > bytes - 8 && abs(parts[1] - 4 * parts[0]) <= 4)
    }

    @Test("Each halving leaves half")
    func halvings() {
        let budget = MemoryBudget(configured: 1 << 40, available: nil)
        #expect(budget.parts(of: [1_000, 0], halvings: 3) == [125, 0])
        #expect(budget.parts(of: [], halvings: 1) == [])
    }
}
