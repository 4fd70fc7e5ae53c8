import CallModel
import Testing

@testable import PhoneNumbers

@Suite("The table of numbering plans")
struct DialPlanTests {
    static let rows = "\(DialPlanRows.text)".split(separator: "\n")

    @Test("Every row can be read, and the linked library agrees with every one")
    func agreement() throws {
        #expect(Self.rows.count > 250)
        for row in Self.rows {
            let plan = try #require(DialPlan(row: row), "\(row)")
            #expect(LibPhoneNumber.agrees(with: plan), "\(row)")
        }
        #expect(DialPlans(where: { _ in true }).count == Self.rows.count)
    }

    @Test(
        "A row that is not true of the library is not used",
        arguments: [
            "DE 49* 4-14 2-3 0 - 00 -", "DE 49* 4-15 2 0 - 00 -", "DE 49* 4-15 2-3 1 - 00 -", "DE 48* 9 - - - 00 -",
            "FR 49* 4-15 2-3 0 - 00 -",
        ])
    func disagreement(row: String) throws {
        let plan = try #require(DialPlan(row: row[...]))
        #expect(!LibPhoneNumber.agrees(with: plan))
        let fastPath = FastPath(plans: DialPlans(rows: row, where: LibPhoneNumber.agrees(with:)))
        let read = Array("+493023125123".utf8).withUnsafeBytes { fastPath.read($0, region: nil) }
        #expect(read == nil, "left to the library")
    }

    @Test(
        "A malformed row is left out",
        arguments: [
            "", "DE", "DE 0* 4 - - - - -", "DE x 4 - - - - -", "DE 49* 4-99 - - - - -", "DE 49* 4 - 0a - - -",
            "DE 49* 9-4 - - - - -",
        ])
    func malformed(row: String) {
        #expect(DialPlan(row: row[...]) == nil)
    }

    @Test(
        "Lengths",
        arguments: [
            (1, DialPlan.Fit.impossible), (2, .localOnly), (3, .localOnly), (4, .possible), (15, .possible), (16, .tooLong),
            (17, .tooLong),
        ])
    func lengths(count: Int, fit: DialPlan.Fit) throws {
        let plan = try #require(DialPlan(row: "DE 49* 4-15 2-3 0 - 00 -"))
        #expect(plan.fit(count) == fit)
    }

    @Test(
        "A prefix is certain, impossible, or the library's to tell",
        arguments: [
            ("00", "1", [0, 0, 4], true), ("00", "1", [0, 3, 0], false), ("00", "1", [1, 2, 3], nil), ("00", "1", [0], false),
            ("-", "0", [0, 0], nil), ("-", "-", [0], false), ("00", "01", [], false),
        ] as [(Substring, Substring, [UInt8], Bool?)])
    func prefixes(literal: Substring, unclear: Substring, digits: [UInt8], expected: Bool?) throws {
        let prefix = try #require(PlanPrefix(literal: literal, unclear: unclear))
        #expect(digits.withUnsafeBufferPointer(prefix.begins) == expected)
    }
}
