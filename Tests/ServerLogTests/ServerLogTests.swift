import Logging
import StrictJSON
import TestSupport
import Testing

@testable import ServerLog

@Suite("The server's log", .timeLimit(.minutes(1)))
struct ServerLogTests {
    private let pipe = TestPipe()
    private let time = ManualTime()

    private func log(_ format: LogOptions.Format = .text, _ level: Logger.Level = .info) -> (ServerLog, Logger) {
        let log = ServerLog(descriptor: self.pipe.writer, time: self.time)
        var options = LogOptions()
        (options.format, options.level) = (format, level)
        log.use(options)
        return (log, Logger(label: "tests") { _ in log.handler() })
    }

    /// What is in the pipe; the log is at its end.
    private func written(_ log: ServerLog) async -> [String] {
        log.flush(within: .seconds(10))
        log.write(LogLine(level: .info, message: "end"))
        return await self.pipe.lines(until: "end").dropLast().map { String($0.split(separator: " ", maxSplits: 1)[1]) }
    }

    @Test("What is less urgent than its level is not written, also by loggers that want more")
    func levels() async {
        let (log, logger) = self.log(.text, .warning)
        var quiet = logger
        var loud = logger
        (quiet.logLevel, loud.logLevel) = (.error, .trace)
        for logger in [logger, quiet, loud] {
            logger.notice("a notice")
            logger.warning("a warning")
            logger.error("an error")
        }
        let both = ["warning a warning", "error an error"]
        #expect(await self.written(log) == both + ["error an error"] + both)
    }

    @Test("Other options hold at once, for loggers that there are")
    func change() async {
        let (log, logger) = self.log(.text, .error)
        logger.info("before")
        log.use(LogOptions())
        logger.info("after", metadata: ["book": "contacts"])
        #expect(await self.written(log) == ["info after book=contacts"])
    }

    @Test("Metadata of logger and line come together; of an error there is its type")
    func metadata() async {
        struct Fault: Error { let number = "+493023125123" }
        var (log, logger) = self.log()
        logger[metadataKey: "service"] = "support"
        logger[metadataKey: "a"] = "1"
        logger.warning("m", metadata: ["a": "2"])
        logger.warning("n", error: Fault())
        #expect(await self.written(log) == ["warning m a=2 service=support", "warning n a=1 error=Fault service=support"])
    }

    @Test("Repetitions are told of once their minute is over, by itself")
    func repetitions() async {
        let (log, logger) = self.log()
        let running = Task { await log.run() }
        defer { running.cancel() }
        for _ in 0..<12 { logger.warning("again") }
        // The log sleeps five seconds at a time.
        for _ in 0..<12 {
            await self.time.waitForSleepers(1)
            self.time.advance(by: .seconds(5))
        }
        let lines = await self.pipe.lines(until: "minute)")
        #expect(lines.count == 6 && lines.last?.hasSuffix("warning again (7 more in the last minute)") == true)
    }

    @Test("At the end repetitions are told of at once")
    func end() async {
        let (log, logger) = self.log()
        for _ in 0..<7 { logger.warning("again") }
        #expect(
            await self.written(log) == Array(repeating: "warning again", count: 5) + ["warning again (2 more in the last 1 s)"])
    }

    @Test("As JSON each line is an object, the one that tells of a gap too")
    func gapAsJSON() async throws {
        let log = ServerLog(descriptor: self.pipe.writer, capacity: 1_000, time: self.time)
        var options = LogOptions()
        options.format = .json
        log.use(options)
        let logger = Logger(label: "tests") { _ in log.handler() }
        for number in 0..<500 { logger.info("line \(number)") }
        let lines = await self.pipe.lines(until: "no room\"}")
        for line in lines { _ = try #require(try StrictJSON.parse(Array(line.utf8)).objectValue?["message"]) }
    }
}
