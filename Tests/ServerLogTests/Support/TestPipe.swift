import Glibc

/// A pipe of 4,096 bytes whose reader is the test.
final class TestPipe: Sendable {
    /// `F_SETPIPE_SZ` of fcntl(2), which Glibc's module lacks.
    private static let setPipeSize: CInt = 1_031

    let reader: CInt
    let writer: CInt

    init() {
        var ends: [CInt] = [-1, -1]
        pipe(&ends)
        (self.reader, self.writer) = (ends[0], ends[1])
        _ = fcntl(self.writer, Self.setPipeSize, 4_096)
    }

    deinit {
        close(self.writer)
    }

    /// The lines that come until one is `last`. It holds up no thread: what writes them may need it.
    func lines(until last: String) async -> [String] {
        var text: [UInt8] = []
        while !text.ends(with: "\(last)\n".utf8) {
            var waited = pollfd(fd: self.reader, events: Int16(POLLIN), revents: 0)
            if poll(&waited, 1, 0) == 0 {
                try? await Task.sleep(for: .milliseconds(1))
            } else if !self.read(into: &text) {
                break
            }
        }
        return Self.lines(of: text)
    }

    /// Likewise, for threads of one's own.
    func waitForLines(until last: String) -> [String] {
        var text: [UInt8] = []
        while !text.ends(with: "\(last)\n".utf8), self.read(into: &text) {}
        return Self.lines(of: text)
    }

    /// Waits for what comes next; `false` at the end.
    private func read(into text: inout [UInt8]) -> Bool {
        var block = [UInt8](repeating: 0, count: 65_536)
        let count = Glibc.read(self.reader, &block, block.count)
        guard count > 0 else { return false }
        text += block.prefix(count)
        return true
    }

    private static func lines(of text: [UInt8]) -> [String] {
        String(decoding: text, as: UTF8.self).split(separator: "\n").map(String.init)
    }

    /// Has the reader go; what is written from now on fails.
    func leave() {
        close(self.reader)
    }
}

extension [UInt8] {
    fileprivate func ends(with end: String.UTF8View) -> Bool { self.suffix(end.count).elementsEqual(end) }
}

extension Array where Element == UInt8 {
    /// A line with its end.
    init(line: String) { self = Array("\(line)\n".utf8) }
}
