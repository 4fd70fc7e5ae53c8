import CallModel
import Logging
import SessionTestSupport
import Sessions
import TestSupport
import Testing
import Waiting

@testable import Application

@Suite("Users who get no entry are told to the operator")
struct EntrylessEventMonitorTests {
    @Test("There is a line at once and then one a minute, with all reasons since the one before and no user")
    func onceAMinute() {
        let (time, lines) = (ManualTime(), RecordedLog.Lines())
        let monitor = EntrylessEventMonitor(time: time, logger: Logger(label: "test") { _ in RecordedLog(lines: lines) })
        func call(by user: String) {
            monitor.sessionChanged(from: nil, to: .of(.inbound, [(.queued, 0, nil, nil), (.offered, 1, user, nil)]))
        }
        call(by: anna)
        #expect(lines.all.isEmpty)
        call(by: "eve@example.com")
        for _ in 0..<3 { call(by: "4711") }
        time.advance(by: .seconds(59))
        call(by: "eve@example.com")
        #expect(lines.all == [["reasons": "noMember 1", "service": "support"]])
        time.advance(by: .seconds(1))
        call(by: "4711")
        #expect(lines.all.dropFirst() == [["reasons": "noAlias 4, noMember 1", "service": "support"]])
    }
}
