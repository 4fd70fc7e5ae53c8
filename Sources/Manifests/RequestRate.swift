package import YAMLReader

/// How many requests a second the other side allows: 0.01 to 1,000, with up to two decimals.
package struct RequestRate: Hashable, Sendable, CustomStringConvertible {
    /// Requests in 100 seconds.
    private let hundredfold: Int

    /// The rule for rates, for messages.
    package static let rule = "must be requests a second, from 0.01 to 1000, with two decimals at most"

    /// Returns `nil` where `text` breaks ``rule``.
    package init?(_ text: String) {
        let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        let decimals = parts.count == 2 ? parts[1] : "0"
        let isNumber = (parts[0] + decimals).utf8.allSatisfy { (0x30...0x39).contains($0) }
        guard isNumber, (1...4).contains(parts[0].count), (1...2).contains(decimals.count),
            let hundredfold = Int(parts[0] + (decimals + "0").prefix(2)), (1...100_000).contains(hundredfold)
        else { return nil }
        self.hundredfold = hundredfold
    }

    /// Requests that may be sent at once: those of a second, one at least.
    package var atOnce: Int { max(1, self.hundredfold / 100) }

    /// The time in which that many may be sent, and no more.
    package var span: Duration { .seconds(1) * (Double(self.atOnce) * 100 / Double(self.hundredfold)) }

    /// The rate as it is written: `5`, `0.83`.
    package var description: String {
        let (whole, decimals) = self.hundredfold.quotientAndRemainder(dividingBy: 100)
        guard decimals > 0 else { return "\(whole)" }
        guard decimals % 10 > 0 else { return "\(whole).\(decimals / 10)" }
        return "\(whole).\(decimals < 10 ? "0" : "")\(decimals)"
    }
}

extension YAMLNode {
    /// A rate; `nil` after having reported what is wrong.
    package var requestRate: RequestRate? {
        guard let text = self.string else { return nil }
        guard let rate = RequestRate(text) else {
            self.report(RequestRate.rule)
            return nil
        }
        return rate
    }
}
