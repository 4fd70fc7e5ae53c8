import CallModel
import SettingsFields
import StrictJSON
import Testing

@testable import Setup

@Suite("The settings of the journal and those of files")
struct SettledSettingsTests {
    private static let now = WallTime(milliseconds: 1_000)
    /// As versions wrote it that filled in all defaults.
    private static let expanded = """
        {"displayName":"a","owners":["olga@example.com"],"members":[],"licence":{"enterpriseRouting":false},\
        "widgets":{"callerInformation":true,"status":true,"context":false,"map":false,"codes":true,"tags":false},"contexts":[],\
        "parameters":[],"codes":{"primary":[],"secondary":[]},"connectors":["contacts"],"retentionMs":300000,"tagRecall":false,\
        "map":{"auto":false}}
        """

    private static func written(_ json: String) throws -> WrittenSettings {
        SettingsReading(SettingsValue(try StrictJSON.parse(Array(json.utf8))), id: "a").settings
    }

    private static func settle(
        file: String?, journal: String?, changedBy: String = "", isDurable: Bool = true
    ) throws -> SettledSettings {
        let record = journal.map {
            SettingsRecord(service: "a", json: Array($0.utf8), changedBy: changedBy, changedAt: Self.now)
        }
        return SettledSettings(
            files: try file.map { [try Self.written($0)] } ?? [], records: record.map { ["a": $0] } ?? [:], isDurable: isDurable,
            now: Self.now)
    }

    private static func inForce(_ settled: SettledSettings) -> [String] {
        settled.services.map { String(decoding: $0.json, as: UTF8.self) }
    }

    @Test("A file begins a service, and what it leaves out is left out in the journal")
    func begins() throws {
        let settled = try Self.settle(file: #"{"owners":["o"],"widgets":{"codes":true}}"#, journal: nil)
        #expect(settled.changes.map { String(decoding: $0.json, as: UTF8.self) } == Self.inForce(settled))
        #expect(Self.inForce(settled) == [#"{"owners":["o"],"widgets":{"codes":true}}"#] && settled.differences.isEmpty)
    }

    @Test("Where nobody has changed an old journal's settings, what the file leaves out is left out from now on")
    func oldJournal() throws {
        let file = #"{"owners":["olga@example.com"],"widgets":{"codes":true}}"#
        let settled = try Self.settle(file: file, journal: Self.expanded)
        #expect(Self.inForce(settled) == [file] && settled.changes.map(\.changedBy) == [""] && settled.differences.isEmpty)
        let changed = try Self.settle(file: file, journal: Self.expanded, changedBy: "olga@example.com")
        #expect(Self.inForce(changed) == [Self.expanded] && changed.changes.isEmpty)
        #expect(changed.differences.first?.pointers.contains("/connectors") == true)
    }

    @Test("What the file says otherwise is told, and not taken")
    func difference() throws {
        let (file, journal) = (#"{"owners":["o"],"retentionMs":1}"#, #"{"owners":["o"],"retentionMs":2}"#)
        let settled = try Self.settle(file: file, journal: journal)
        #expect(Self.inForce(settled) == [journal] && settled.changes.isEmpty)
        #expect(settled.differences == [SettingsDifference(service: "a", pointers: ["/retentionMs"])])
    }

    @Test("A service without owners follows its file until somebody changes it over HTTP", arguments: ["", "ops1"])
    func withoutOwners(changedBy: String) throws {
        let (file, journal) = (#"{"displayName":"New"}"#, #"{"displayName":"Old","owners":[]}"#)
        let settled = try Self.settle(file: file, journal: journal, changedBy: changedBy)
        #expect(Self.inForce(settled) == [changedBy.isEmpty ? file : #"{"displayName":"Old"}"#])
        #expect(settled.changes.count == (changedBy.isEmpty ? 1 : 0))
        #expect(settled.differences.isEmpty == changedBy.isEmpty)
    }

    @Test("What can't be read is told; nobody's change is written over")
    func unreadable() throws {
        let file = #"{"owners":["o"]}"#
        let changed = try Self.settle(file: file, journal: "{", changedBy: "o")
        #expect(Self.inForce(changed) == [file] && changed.changes.isEmpty && changed.unreadable.count == 1)
        let untouched = try Self.settle(file: file, journal: "{")
        #expect(Self.inForce(untouched) == [file] && untouched.changes.count == 1)
        let partly = try Self.settle(file: nil, journal: #"{"owners":["o"],"retentionMs":-1}"#, changedBy: "o")
        #expect(
            Self.inForce(partly) == [file]
                && partly.unreadable.map(\.why) == ["/retentionMs must be a whole number from 0 to 900000"])
    }

    @Test("Without a journal file, files count until somebody changes a service")
    func fleeting() throws {
        let (file, journal) = (#"{"owners":["n"]}"#, #"{"owners":["o"]}"#)
        #expect(Self.inForce(try Self.settle(file: file, journal: journal, isDurable: false)) == [file])
        #expect(Self.inForce(try Self.settle(file: file, journal: journal, changedBy: "o", isDurable: false)) == [journal])
        #expect(Self.inForce(try Self.settle(file: nil, journal: journal, changedBy: "o", isDurable: false)) == [])
    }
}
