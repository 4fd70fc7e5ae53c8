import Testing

@testable import ServerLog

@Suite("Lines that wait")
struct LineBufferTests {
    /// What the buffer gives until it is empty: lines, and gaps in brackets.
    private static func rest(of buffer: inout LineBuffer, most: Int = 4_096) -> [String] {
        var pieces: [String] = []
        while let piece = buffer.next(most: most) {
            switch piece {
            case .lines(let bytes, _): pieces += String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
            case .gap(let count): pieces.append("[\(count)]")
            }
        }
        return pieces
    }

    /// Adds lines; whether each was taken.
    private static func add(_ texts: [String], to buffer: inout LineBuffer) -> [Bool] {
        texts.map { buffer.append(Array(line: $0)) }
    }

    /// Fails to write what is next; how many lines are lost by that.
    private static func fail(_ buffer: inout LineBuffer) -> Int? {
        buffer.next(most: 4_096).map { buffer.fail($0) }
    }

    @Test("Lines are taken together, up to a number of bytes")
    func together() {
        var buffer = LineBuffer(capacity: 100)
        #expect(Self.add(["aa", "bb", "cc", "dddddddddddd"], to: &buffer) == [true, true, true, true])
        var counts: [Int] = []
        while case .lines(_, let count)? = buffer.next(most: 7) { counts.append(count) }
        #expect(counts == [2, 1, 1])
    }

    @Test("What finds no room leaves one gap, which is told of where it is")
    func full() {
        var buffer = LineBuffer(capacity: 6)
        #expect(Self.add(["aa", "bb"], to: &buffer) == [true, true])
        #expect(Self.add(["cc", ""], to: &buffer) == [false, false])
        #expect(Self.rest(of: &buffer) == ["aa", "bb", "[2]"])
        #expect(Self.add(["dd"], to: &buffer) == [true])
        #expect(Self.rest(of: &buffer) == ["dd"])
    }

    @Test("What can't be written is told of before the next line")
    func failing() {
        var buffer = LineBuffer(capacity: 100)
        #expect(Self.add(["aa", "bb"], to: &buffer) == [true, true])
        #expect(Self.fail(&buffer) == 2)
        #expect(Self.rest(of: &buffer).isEmpty, "nothing is tried until there is a line")
        #expect(Self.add(["cc"], to: &buffer) == [true])
        #expect(Self.rest(of: &buffer) == ["[2]", "cc"])
    }

    @Test("Where a gap can't be told of the waiting lines are lost with it, and one try is made a line")
    func failingOnAndOn() {
        var buffer = LineBuffer(capacity: 100)
        #expect(Self.add(["aa"], to: &buffer) == [true])
        #expect(Self.fail(&buffer) == 1)
        for _ in 0..<3 {
            #expect(Self.add(["bb"], to: &buffer) == [true])
            #expect(Self.fail(&buffer) == 1)
            #expect(Self.rest(of: &buffer).isEmpty)
        }
        #expect(Self.add(["cc"], to: &buffer) == [true])
        #expect(Self.rest(of: &buffer) == ["[4]", "cc"])
    }
}
