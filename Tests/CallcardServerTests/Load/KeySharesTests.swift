import CallModel
import Testing

@testable import CallcardServer

@Suite("Shares of a queue that is too long")
struct KeySharesTests {
    private static func shares(_ counts: KeyValuePairs<String, Int>) -> KeyShares {
        var shares = KeyShares()
        for (key, count) in counts { for _ in 0..<count { shares.add(key) } }
        return shares
    }

    @Test("Up to the limit everybody is let in")
    func short() {
        #expect(Self.shares(["a": 100_000]).admits("a", waiting: 100_000, wait: KeyShares.limit))
    }

    @Test("Beyond it who is alone is not, and who has less than a share is")
    func long() {
        let wait = KeyShares.limit * 1.1
        #expect(!Self.shares(["a": 1_000]).admits("a", waiting: 1_000, wait: wait))
        let both = Self.shares(["a": 900, "b": 100])
        #expect(!both.admits("a", waiting: 1_000, wait: wait) && both.admits("b", waiting: 1_000, wait: wait))
        #expect(both.admits("c", waiting: 1_000, wait: wait))
    }

    @Test("Beyond twice the limit nobody is")
    func tooLong() {
        #expect(!Self.shares(["a": 900, "b": 1]).admits("c", waiting: 901, wait: KeyShares.limit * 2.1))
    }

    @Test("Whose places are all given back is not counted")
    func givenBack() {
        var shares = Self.shares(["a": 1, "b": 2])
        shares.remove("a")
        shares.remove("b")
        shares.remove("nobody")
        #expect(shares.count(of: "a") == 0 && shares.count(of: "b") == 1)
        #expect(!shares.admits("b", waiting: 1_000, wait: KeyShares.limit * 1.1))
    }
}
