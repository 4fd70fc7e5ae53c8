import Foundation
import YAMLReader

/// Writes messages to the terminal.
enum Terminal {
    /// Whether standard error is a terminal; progress is shown only there.
    static var isInteractive: Bool { isatty(STDERR_FILENO) == 1 }

    /// Writes a line to standard error.
    static func error(_ message: String) {
        FileHandle.standardError.write(Data("callcard: \(message)\n".utf8))
    }

    /// Lists the problems that make a configuration unusable.
    static func complain(of problems: [YAMLProblem]) {
        for problem in problems { FileHandle.standardError.write(Data("\(problem)\n".utf8)) }
        let count = problems.count
        self.error("the configuration has \(count) problem\(count == 1 ? "" : "s"); nothing was started")
    }

    /// Writes a line to standard output so that a pipe sees it now.
    static func announce(_ line: String) {
        FileHandle.standardOutput.write(Data("\(line)\n".utf8))
    }

    /// Shows one line that the next one replaces; nothing where standard error is no terminal.
    static func progress(_ text: String) {
        guard self.isInteractive else { return }
        FileHandle.standardError.write(Data("\r\u{1B}[K\(text)".utf8))
    }

    /// Removes the line of ``progress(_:)``.
    static func endProgress() {
        guard self.isInteractive else { return }
        FileHandle.standardError.write(Data("\r\u{1B}[K".utf8))
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
