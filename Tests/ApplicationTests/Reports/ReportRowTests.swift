import CallModel
import SessionTestSupport
import Sessions
import Testing

@testable import Application

@Suite("S43 The rows of a report")
struct ReportRowTests {
    private func rows(_ session: CallSession) -> [ReportRow] { ReportRow.rows(of: session, serviceName: "Support") }

    @Test("One for each user who has the call in their list")
    func oneEach() {
        let missed = CallSession.of(.inbound, [(.queued, 0, nil, nil), (.offered, 5, anna, nil), (.ended, 30, nil, "overflow")])
        #expect(self.rows(missed).map(\.interaction.user) == [anna, ben])
        #expect(self.rows(missed).map(\.interaction.outcome) == [.abandoned, .abandoned])
        #expect(self.rows(.taken).map(\.interaction.user) == [anna])
    }

    @Test("One without user where nobody was there to see it")
    func unattended() {
        let rows = self.rows(.of(.inbound, [(.queued, 0, nil, nil), (.ended, 30, nil, nil)], present: []))
        #expect(rows.map(\.interaction.user) == [""] && rows.first?.milliseconds(.queue) == 30_000)
    }

    @Test("The end is that of the call: none while it goes on")
    func end() {
        let live = CallSession.of(.inbound, [(.queued, 0, nil, nil), (.accepted, 9, anna, nil)])
        #expect(self.rows(live).map(\.endedAt) == [nil])
        #expect(self.rows(.taken).map(\.endedAt) == [.at(60)])
        // Whoever handed the call on has a past entry, and the call goes on.
        let handedOn = CallSession.of(.inbound, [(.accepted, 0, anna, nil), (.accepted, 20, ben, nil)])
        #expect(
            self.rows(handedOn).map(\.interaction.state) == [.past, .connected]
                && self.rows(handedOn).allSatisfy { $0.endedAt == nil })
    }

    @Test("Of two ends the first counts")
    func firstEnd() {
        let session = CallSession.of(.inbound, [(.accepted, 0, anna, nil), (.ended, 40, nil, nil), (.ended, 20, nil, nil)])
        #expect(self.rows(session).map(\.endedAt) == [.at(20)])
    }

    @Test(
        "Timers are milliseconds; one that did not run, or still does, is empty",
        arguments: [(CallTimer.queue, 9_000), (.ring, 5_000), (.connected, 51_000), (.dialOut, nil)]
            as [(CallTimer, Int?)])
    func timers(timer: CallTimer, milliseconds: Int?) {
        #expect(self.rows(.taken).map { $0.milliseconds(timer) } == [milliseconds])
        let live = CallSession.of(.inbound, [(.queued, 0, nil, nil), (.offered, 4, anna, nil), (.accepted, 9, anna, nil)])
        #expect(self.rows(live).map { $0.milliseconds(.connected) } == [nil])
    }

    @Test(
        "A tag is found whatever its case and accents",
        arguments: [("Rückruf", true), ("ruckruf", true), ("RÜCKRUF", true), ("rück", false), ("", false)])
    func tags(typed: String, isFound: Bool) {
        let row = self.rows(CallSession.taken.concluded(by: anna, tags: ["VIP", "Rückruf"]))[0]
        #expect(row.hasTag(Tag.searchKey(typed)) == isFound)
        #expect(!self.rows(.taken)[0].hasTag(Tag.searchKey(typed)))
    }
}
