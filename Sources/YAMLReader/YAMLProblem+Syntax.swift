internal import Yams

/// What is wrong with a text that is no YAML, at the line where it is to be mended.
extension YAMLProblem {
    /// Makes a problem of the library's error, without the piece of the file that it quotes.
    init(_ error: YamlError, in text: String, file: String) {
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _), .composer(_, let problem, let mark, _):
            if let column = Self.tab(in: text, line: mark.line) {
                let message = "a tab stands in the indentation; YAML wants spaces there"
                self.init(file: file, line: mark.line, column: column, message: message)
            } else {
                let message = "not readable as YAML: \(problem); look here and at the line above"
                self.init(file: file, line: mark.line, column: mark.column, message: message)
            }
        case .duplicatedKeysInMapping(let duplicates, let context):
            let place = Self.repetition(of: duplicates.first ?? "", in: text, after: context.mark)
            self.init(
                file: file, line: place.line, column: place.column,
                message: "the key \(duplicates.joined(separator: ", ")) stands here twice; keep one of them")
        default:
            self.init(file: file, message: "not readable as YAML")
        }
    }

    /// The column of a tab before the words of a line: the library stops in that line, and often names no tab.
    private static func tab(in text: String, line: Int) -> Int? {
        let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        guard lines.indices.contains(line - 1) else { return nil }
        let indentation = lines[line - 1].prefix { $0 == " " || $0 == "\t" }
        guard let tab = indentation.firstIndex(of: "\t"), indentation.endIndex < lines[line - 1].endIndex else { return nil }
        return indentation.distance(from: indentation.startIndex, to: tab) + 1
    }

    /// The second place of a key in a mapping that is written line by line, below its first one; else the first one.
    private static func repetition(of key: String, in text: String, after mark: Mark) -> (line: Int, column: Int) {
        let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        let start = String(repeating: " ", count: max(0, mark.column - 1)) + key
        let below = lines.indices.dropFirst(mark.line).first { index in
            lines[index].hasPrefix(start) && lines[index].dropFirst(start.count).drop { $0 == " " }.first == ":"
        }
        return (below.map { $0 + 1 } ?? mark.line, mark.column)
    }
}
