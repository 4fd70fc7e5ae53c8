import Glibc
import Testing
import Waiting

@testable import ServerLog

@Suite("A writer of lines", .timeLimit(.minutes(1)))
struct LineWriterConcurrencyTests {
    /// Counts lines that are lost.
    private final class Losses: Sendable {
        private let count = Lock(0)
        var all: Int { self.count.withLock(\.self) }
        func add(_ more: Int) { self.count.withLock { $0 += more } }
    }

    private static func writer(to descriptor: CInt, _ losses: Losses, capacity: Int = 20_000) -> LineWriter {
        LineWriter(
            descriptor: descriptor, capacity: capacity, gapLine: { Array(line: "[\($0)]") }, onLoss: { losses.add($0) })
    }

    @Test("While nobody reads it takes lines, then drops them; read again, they come whole and in order, with one gap")
    func stuckReader() async {
        let (pipe, losses) = (TestPipe(), Losses())
        let writer = Self.writer(to: pipe.writer, losses)
        for number in 0..<2_000 { writer.write(Array(line: "line \(number) \(String(repeating: "x", count: 80))")) }
        #expect(losses.all > 1_000 && losses.all < 2_000)
        writer.flush(within: .milliseconds(50))
        #expect(writer.isBusy, "flushing gives up")
        let kept = await pipe.lines(until: "[\(losses.all)]")
        #expect(kept.dropLast().enumerated().allSatisfy { $1 == "line \($0) \(String(repeating: "x", count: 80))" })
        #expect(kept.count - 1 + losses.all == 2_000)
        writer.write(Array(line: "end"))
        #expect(await pipe.lines(until: "end") == ["end"])
        writer.flush(within: .seconds(10))
        #expect(!writer.isBusy)
    }

    @Test("Without a reader lines are lost and counted, and nothing waits")
    func noReader() {
        let (pipe, losses) = (TestPipe(), Losses())
        pipe.leave()
        let writer = Self.writer(to: pipe.writer, losses)
        for _ in 0..<100 {
            writer.write(Array(line: "line"))
            writer.flush(within: .seconds(10))
        }
        #expect(losses.all == 100 && !writer.isBusy)
    }

    @Test("A descriptor that doesn't wait is waited for")
    func nonBlocking() async {
        let (pipe, losses) = (TestPipe(), Losses())
        _ = fcntl(pipe.writer, F_SETFL, O_NONBLOCK)
        let writer = Self.writer(to: pipe.writer, losses)
        for number in 0..<1_000 { writer.write(Array(line: "\(number)")) }
        #expect(await pipe.lines(until: "999") == (0..<1_000).map(String.init) && losses.all == 0)
    }

    @Test("Lines of many threads, and of two writers of one pipe, never mix")
    func manyThreads() {
        let (pipe, losses) = (TestPipe(), Losses())
        let writers = [Self.writer(to: pipe.writer, losses), Self.writer(to: pipe.writer, losses)]
        let threads = (0..<4).map { thread in
            DedicatedThread {
                for number in 0..<40 {
                    writers[thread % 2].write(Array(line: "\(thread) \(number) \(String(repeating: "y", count: 400))"))
                    usleep(100)
                }
            }
        }
        let reading = DedicatedThread {
            let lines = pipe.waitForLines(until: "end")
            #expect(lines.dropLast().allSatisfy { $0.hasSuffix(" " + String(repeating: "y", count: 400)) || $0.hasPrefix("[") })
            #expect(lines.filter { $0.contains("y") }.count + losses.all == 160)
        }
        for thread in threads { thread?.join() }
        for writer in writers { writer.flush(within: .seconds(10)) }
        writers[0].write(Array(line: "end"))
        reading?.join()
    }
}
