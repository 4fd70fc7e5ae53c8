import Foundation
import YAMLReader

/// Writes to the person in front of the terminal.
enum Terminal {
    /// Whether standard error is a terminal; progress is shown only there.
    static var isInteractive: Bool { isatty(STDERR_FILENO) == 1 }

    static func error(_ message: String) {
        FileHandle.standardError.write(Data("callcard: \(message)\n".utf8))
    }

    /// Tells of what makes a configuration unusable.
    static func complain(of problems: [YAMLProblem]) {
        for problem in problems { FileHandle.standardError.write(Data("\(problem)\n".utf8)) }
        let count = problems.count
        self.error("the configuration has \(count) problem\(count == 1 ? "" : "s"); nothing was started")
    }

    /// Writes a line to standard output so that a pipe sees it now.
    static func announce(_ line: String) {
        FileHandle.standardOutput.write(Data("\(line)\n".utf8))
    }

    /// Shows one line that the next one replaces; nothing where nobody looks.
    static func progress(_ text: String) {
        guard self.isInteractive else { return }
        FileHandle.standardError.write(Data("\r\u{1B}[K\(text)".utf8))
    }

    static func endProgress() {
        guard self.isInteractive else { return }
        FileHandle.standardError.write(Data("\r\u{1B}[K".utf8))
    }
}
