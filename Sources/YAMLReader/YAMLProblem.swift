/// A problem in a YAML file, with its place. Messages name keys, never values: a value may be a secret.
package struct YAMLProblem: Hashable, Sendable {
    /// The file, as the caller of the reading named it.
    package let file: String
    /// The line, from 1; `nil` where the whole file is meant.
    package let line: Int?
    /// The column, from 1; `nil` where the whole file is meant.
    package let column: Int?
    /// The key, such as `keys[0].role`; empty for the whole document.
    package let path: String
    /// The problem and the advice on it.
    package let message: String

    /// A problem at a place; without a line of the whole file.
    package init(file: String, line: Int? = nil, column: Int? = nil, path: String = "", message: String) {
        self.file = file
        self.line = line
        self.column = column
        self.path = path
        self.message = message
    }

    /// Another message at the same place.
    package func saying(_ message: String) -> YAMLProblem {
        YAMLProblem(file: self.file, line: self.line, column: self.column, path: self.path, message: message)
    }

    /// File, line and column, with the key behind them: `callcard.yaml:12:5 keys[0].role`.
    package var place: String {
        let position = [self.line, self.column].compactMap { $0.map { ":\($0)" } }.joined()
        return self.file + position + (self.path.isEmpty ? "" : " \(self.path)")
    }
}

extension YAMLProblem: CustomStringConvertible {
    /// `callcard.yaml:12:5: keys[0].role: …`, the form that editors jump to.
    package var description: String {
        var text = self.file
        if let line = self.line { text += ":\(line)" }
        if let column = self.column { text += ":\(column)" }
        text += ": "
        if !self.path.isEmpty { text += "\(self.path): " }
        return text + self.message
    }
}

extension YAMLProblem: Comparable {
    /// By file, line and column; at one place by the message.
    package static func < (lhs: Self, rhs: Self) -> Bool {
        (lhs.file, lhs.line ?? 0, lhs.column ?? 0, lhs.message) < (rhs.file, rhs.line ?? 0, rhs.column ?? 0, rhs.message)
    }
}

/// The problems of a reading, collected so that a person can mend them in one go.
///
/// Not `Sendable`: a reading belongs to one task.
package final class YAMLProblems {
    private var found: Set<YAMLProblem> = []

    /// A collector without problems.
    package init() {}

    /// All problems so far, by file and line.
    package var all: [YAMLProblem] { self.found.sorted() }

    /// Whether nothing is wrong so far.
    package var isEmpty: Bool { self.found.isEmpty }

    /// Adds a problem; the same one twice counts once.
    package func add(_ problem: YAMLProblem) {
        self.found.insert(problem)
    }
}
