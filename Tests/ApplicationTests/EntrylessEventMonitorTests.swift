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
    /// Keeps the lines.
    private struct Lines: LogHandler {
        final class Store: Sendable {
            let texts = Lock<[String]>([])
        }

        let store: Store
        var metadata = Logger.Metadata()
        var logLevel = Logger.Level.trace

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { self.metadata[key] }
            set { self.metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            let metadata = (event.metadata ?? [:]).sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
            self.store.texts.withLock { $0.append(metadata.joined(separator: " ")) }
        }
    }

    @Test("There is a line at once and then one a minute, with all reasons since the one before and no user")
    func onceAMinute() {
        let (time, store) = (ManualTime(), Lines.Store())
        let monitor = EntrylessEventMonitor(time: time, logger: Logger(label: "test") { _ in Lines(store: store) })
        func call(by user: String) {
            monitor.sessionChanged(from: nil, to: .of(.inbound, [(.queued, 0, nil, nil), (.offered, 1, user, nil)]))
        }
        call(by: anna)
        #expect(store.texts.withLock(\.self) == [])
        call(by: "eve@example.com")
        for _ in 0..<3 { call(by: "4711") }
        time.advance(by: .seconds(59))
        call(by: "eve@example.com")
        #expect(store.texts.withLock(\.self) == ["reasons=noMember 1 service=support"])
        time.advance(by: .seconds(1))
        call(by: "4711")
        #expect(store.texts.withLock(\.self).dropFirst() == ["reasons=noAlias 4, noMember 1 service=support"])
    }
}
