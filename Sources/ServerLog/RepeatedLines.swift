internal import CallModel

/// Which lines are said again and again: of equal ones a few a minute are written, the others counted.
struct RepeatedLines {
    /// A summary of lines that were not written.
    struct Summary: Equatable {
        let line: LogLine
        /// How many were not written, at least 1.
        let count: Int
        /// From the first of them all to now.
        let span: Duration
    }

    private struct Window {
        let begin: MonotonicTime
        var written: Int
        var unsaid = 0
    }

    /// From a line's first appearance to the summary of its repetitions.
    static let window = Duration.seconds(60)
    /// Equal lines that are written within that time: who tries something three times wants to see it three times.
    static let allowance = 5
    /// Different lines that are watched at once; further ones are written whatever they say.
    static let most = 256

    private var windows: [LogLine: Window] = [:]
    /// When the first window begins to be over, at the earliest; `nil` where there is none.
    private var nextEnd: MonotonicTime?

    /// Whether a line is written; if not, it is counted.
    ///
    /// To be called after ``due(at:)`` of the same time.
    mutating func admits(_ line: LogLine, at now: MonotonicTime) -> Bool {
        guard var window = self.windows[line] else {
            guard self.windows.count < Self.most else { return true }
            self.windows[line] = Window(begin: now, written: 1)
            self.nextEnd = self.nextEnd ?? now + Self.window
            return true
        }
        defer { self.windows[line] = window }
        guard window.written >= Self.allowance else {
            window.written += 1
            return true
        }
        window.unsaid += 1
        return false
    }

    /// Ends the windows whose time is over, or all of them.
    ///
    /// - Returns: What is to be said of them, those that began first before the others.
    mutating func due(at now: MonotonicTime, all: Bool = false) -> [Summary] {
        guard let nextEnd, all || now >= nextEnd else { return [] }
        let over = self.windows.filter { all || now - $0.value.begin >= Self.window }
        for line in over.keys { self.windows[line] = nil }
        self.nextEnd = self.windows.values.map(\.begin).min().map { $0 + Self.window }
        return over.filter { $0.value.unsaid > 0 }.sorted { $0.value.begin < $1.value.begin }.map { line, window in
            Summary(line: line, count: window.unsaid, span: now - window.begin)
        }
    }
}

extension RepeatedLines.Summary {
    /// The line with `(17 more in the last minute)` behind its message.
    var said: LogLine {
        let seconds = Int(self.span.milliseconds / 1_000)
        let span = seconds >= 55 && seconds < 90 ? "the last minute" : "the last \(max(1, seconds)) s"
        var line = self.line
        line.message += " (\(self.count) more in \(span))"
        return line
    }
}
