internal import Yams

/// A place in a YAML document: a value, where it stands, and the collector that hears of what is wrong with it.
///
/// Accessors answer `nil` after having told the collector why; a reading goes on and finds the next problem.
public struct YAMLNode {
    /// The key path from the document's root: `connectors[1].settings`.
    public let path: String
    /// The file as it was named by the one who asked.
    public let file: String
    public let problems: YAMLProblems
    let node: Yams.Node

    init(_ node: Yams.Node, path: String, file: String, problems: YAMLProblems) {
        self.node = node
        self.path = path
        self.file = file
        self.problems = problems
    }

    /// Reads one YAML document.
    ///
    /// - Parameter hasDefaults: Whether a text of nothing but comments is a mapping without members. A text of nothing at all, which
    ///   may be a file cut short, is a problem all the same.
    /// - Returns: `nil` for a text that is no YAML.
    public static func document(
        _ text: String, file: String, problems: YAMLProblems, hasDefaults: Bool = false
    ) -> YAMLNode? {
        do {
            let mayBeEmpty = hasDefaults && text.contains { !$0.isWhitespace }
            guard let node = try Yams.compose(yaml: text) ?? (mayBeEmpty ? Yams.Node([:]) : nil) else {
                problems.add(YAMLProblem(file: file, message: "the file is empty"))
                return nil
            }
            return YAMLNode(node, path: "", file: file, problems: problems)
        } catch let error as YamlError {
            problems.add(Self.problem(of: error, file: file))
        } catch {
            problems.add(YAMLProblem(file: file, message: "not readable as YAML"))
        }
        return nil
    }

    /// Tells the collector of a problem at this place.
    public func report(_ message: String) {
        self.problems.add(self.problem(message))
    }

    /// A problem at this place, of which no collector hears.
    public func problem(_ message: String) -> YAMLProblem {
        let mark = self.node.mark
        return YAMLProblem(file: self.file, line: mark?.line, column: mark?.column, path: self.path, message: message)
    }

    /// Whether the value is absent in all but name: `key:` or `key: null`.
    public var isNull: Bool { self.node.scalar != nil && self.node.null != nil }

    func child(_ node: Yams.Node, _ step: String) -> YAMLNode {
        let path = step.hasPrefix("[") || self.path.isEmpty ? self.path + step : self.path + "." + step
        return YAMLNode(node, path: path, file: self.file, problems: self.problems)
    }

    /// The library's message without the piece of the file that it quotes.
    private static func problem(of error: YamlError, file: String) -> YAMLProblem {
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _), .composer(_, let problem, let mark, _):
            YAMLProblem(file: file, line: mark.line, column: mark.column, message: "not readable as YAML: \(problem)")
        case .duplicatedKeysInMapping(let duplicates, let context):
            YAMLProblem(
                file: file, line: context.mark.line, column: context.mark.column,
                message: "the key \(duplicates.joined(separator: ", ")) stands here twice")
        default:
            YAMLProblem(file: file, message: "not readable as YAML")
        }
    }
}

extension YAMLNode {
    /// Tells another collector of something at the place of `node`, such as a warning.
    public static func note(_ node: YAMLNode, in collector: YAMLProblems, _ message: String) {
        collector.add(node.problem(message))
    }

    /// The value at a path of keys and of places in lists (from 0), or the innermost there is on the way, with the steps that are left.
    public func descendant(at path: some Collection<String>) -> (node: YAMLNode, rest: [String]) {
        guard let step = path.first, let next = self.child(at: step) else { return (self, Array(path)) }
        return next.descendant(at: path.dropFirst())
    }

    private func child(at step: String) -> YAMLNode? {
        if let mapping = self.node.mapping {
            return mapping.first { $0.key.string == step }.map { self.child($0.value, step) }
        }
        guard let place = Int(step), let sequence = self.node.sequence, sequence.indices.contains(place) else { return nil }
        return self.child(sequence[place], "[\(place)]")
    }
}
