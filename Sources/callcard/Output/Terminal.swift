import Glibc
import ServerLog
import YAMLReader

/// Writes messages to the terminal, or to whatever stands in its place: it may be closed, full or without a reader, and no command
/// fails for that.
enum Terminal {
    /// How long a server waits at its end for whoever reads what it has still to say.
    static let lastWait = Duration.seconds(1)
    /// Lines on standard output that nobody is waited for.
    private static let announcements = LineWriter(descriptor: STDOUT_FILENO)

    /// Whether standard error is a terminal; progress is shown only there.
    static var isInteractive: Bool { isatty(STDERR_FILENO) == 1 }

    /// Writes a line to standard error.
    ///
    /// - Parameter patience: How long to wait for a reader who is slow before the line is given up; `nil` for as long as it takes.
    static func error(_ message: String, patience: Duration? = nil) {
        StandardError.write("callcard: \(message)\n", patience: patience)
    }

    /// Lists the problems that make a configuration unusable; the parameter is that of ``error(_:patience:)``.
    static func complain(of problems: [YAMLProblem], patience: Duration? = nil) {
        for problem in problems { StandardError.write("\(problem)\n", patience: patience) }
        let count = problems.count
        self.error("the configuration has \(count) problem\(count == 1 ? "" : "s"); nothing was started", patience: patience)
    }

    /// Shows what a person is to type, where standard input is a terminal.
    static func prompt(_ text: String) {
        if isatty(STDIN_FILENO) == 1 { StandardError.write(text, patience: .zero) }
    }

    /// Has a line written to standard output so that a pipe sees it now, without waiting for its reader. For servers.
    static func announce(_ line: String) {
        Self.announcements.write(Array("\(line)\n".utf8))
    }

    /// Waits until what was announced is written, ``lastWait`` at most.
    static func endAnnouncements() {
        Self.announcements.flush(within: Self.lastWait)
    }

    /// Shows one line that the next one replaces; nothing where standard error is no terminal, or one that stands still.
    static func progress(_ text: String) {
        guard self.isInteractive else { return }
        StandardError.write("\r\u{1B}[K\(text)", patience: .zero)
    }

    /// Removes the line of ``progress(_:)``.
    static func endProgress() {
        guard self.isInteractive else { return }
        StandardError.write("\r\u{1B}[K", patience: .zero)
    }
}

/// Colours on a terminal; none in files and pipes, and none where `NO_COLOR` is set (no-color.org).
struct TerminalStyle {
    private let isOn: Bool

    /// - Parameter descriptor: The file that the text is written to, 1 or 2.
    init(for descriptor: Int32) {
        let refuses = CommandEnvironment.variable("NO_COLOR").map { !$0.isEmpty } ?? false
        self.isOn = isatty(descriptor) == 1 && !refuses && CommandEnvironment.variable("TERM") != "dumb"
    }

    func title(_ text: String) -> String { self.paint(text, "1") }
    func faint(_ text: String) -> String { self.paint(text, "2") }
    /// Text to be pasted or opened, in a colour of its own.
    func usable(_ text: String) -> String { self.paint(text, "36") }

    private func paint(_ text: String, _ code: String) -> String {
        self.isOn ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
    }
}
