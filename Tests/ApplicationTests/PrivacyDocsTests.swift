import CallModel
import Foundation
import Testing

@testable import Application

@Suite("PRIVACY.md says what the code does")
struct PrivacyDocsTests {
    @Test("Its table has each place where caller data are, and no other")
    func places() throws {
        let rows = try Self.rows(under: "## Where callers' data are")
        let places = CallerDataPlace.allCases.map { place in
            [place.name, place.content, place.location, place.lifetime, place.articles, Self.words(for: place.receipt)]
        }
        #expect(Set(rows.map(\.first)).symmetricDifference(places.map(\.first)) == [])
        #expect(rows.count == places.count)
        for (row, place) in zip(rows, places) { #expect(row == place) }
    }

    @Test("Each count of a receipt tells of some place")
    func counts() {
        for count in ForgetReceipt.Count.allCases {
            #expect(CallerDataPlace.allCases.contains { $0.receipt == .counted(count) }, "\(count)")
        }
    }

    @Test("A receipt adds up places that share a count, and leaves out those that have none")
    func receipt() {
        let receipt = ForgetReceipt(at: WallTime(milliseconds: 7), books: [.flow]) { $0 == .keptAnswers ? 2 : 3 }
        #expect(receipt[.cache] == 5 && receipt[.contexts] == 3 && receipt[.pending] == 9)
        #expect(receipt[.memo] == 3 && receipt[.recall] == 3)
        #expect(receipt.at == WallTime(milliseconds: 7) && receipt.books == [.flow])
    }

    private static func words(for receipt: CallerDataPlace.Receipt) -> String {
        switch receipt {
        case .counted(let count): "`\(count.rawValue)`"
        case .emptied: "dropped, not counted"
        case .endsByItself: "ends by itself"
        case .named: "`books`: named, left as it is"
        }
    }

    /// The cells of the table that follows `heading`, without its first two lines.
    private static func rows(under heading: String) throws -> [[String]] {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let text = try String(contentsOf: root.appending(path: "PRIVACY.md"), encoding: .utf8)
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let section = lines.drop { $0 != heading }.dropFirst().prefix { !$0.hasPrefix("## ") }
        return section.filter { $0.hasPrefix("| ") }.dropFirst().map { line in
            line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
        }
    }
}
