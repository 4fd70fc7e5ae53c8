internal import Yams

/// A place in a YAML document: a value, its position, and the collector of problems.
///
/// Accessors give `nil` after having reported why to the collector; a reading goes on and finds the next problem.
package struct YAMLNode {
    /// The key path from the document's root: `connectors[1].settings`.
    package let path: String
    /// The file, as the caller of the reading named it.
    package let file: String
    /// The collector.
    package let problems: YAMLProblems
    private let node: Yams.Node
    private let source: String

    private init(_ node: Yams.Node, path: String, file: String, problems: YAMLProblems, source: String) {
        self.node = node
        self.source = source
        self.path = path
        self.file = file
        self.problems = problems
    }

    /// Reads one YAML document.
    ///
    /// - Parameter hasDefaults: Whether a text of nothing but comments is a mapping without members. A text of nothing at all, which
    ///   may be a file cut short, is a problem all the same.
    /// - Returns: `nil` for a text that is no YAML.
    package static func document(
        _ text: String, file: String, problems: YAMLProblems, hasDefaults: Bool = false
    ) -> YAMLNode? {
        do {
            let mayBeEmpty = hasDefaults && text.contains { !$0.isWhitespace }
            guard let node = try Yams.compose(yaml: text) ?? (mayBeEmpty ? Yams.Node([:]) : nil) else {
                problems.add(YAMLProblem(file: file, message: "the file is empty"))
                return nil
            }
            return YAMLNode(node, path: "", file: file, problems: problems, source: text)
        } catch let error as YamlError {
            problems.add(YAMLProblem(error, in: text, file: file))
        } catch {
            problems.add(YAMLProblem(file: file, message: "not readable as YAML"))
        }
        return nil
    }

    /// Adds a problem at this place to the collector.
    package func report(_ message: String) {
        self.problems.add(self.problem(message))
    }

    /// Adds a problem within the scalar's text to the collector.
    ///
    /// - Parameter place: Line and column in the text, both from 1; `nil` stands for where the scalar begins, as does a text that
    ///   was folded or escaped, so that its places are not those of the file.
    package func report(_ message: String, inText place: (line: Int, column: Int)?) {
        guard let place, let found = self.position(of: place) else { return self.report(message) }
        self.problems.add(
            YAMLProblem(file: self.file, line: found.line, column: found.column, path: self.path, message: message))
    }

    /// The place in the file of a place in the scalar's text.
    private func position(of place: (line: Int, column: Int)) -> (line: Int, column: Int)? {
        guard let scalar = self.node.scalar, let mark = self.node.mark else { return nil }
        let lines = self.source.split(separator: "\n", omittingEmptySubsequences: false)
        let texts = scalar.string.split(separator: "\n", omittingEmptySubsequences: false)
        guard texts.indices.contains(place.line - 1) else { return nil }
        let text = texts[place.line - 1]
        let isBlock = scalar.style == .literal
        let index = isBlock ? mark.line + place.line - 1 : mark.line - 1
        guard lines.indices.contains(index), isBlock || place.line == 1 else { return nil }
        let start =
            switch scalar.style {
            case .literal: lines[index].prefix { $0 == " " }.count - text.prefix { $0 == " " }.count
            case .plain: mark.column - 1
            case .singleQuoted, .doubleQuoted: mark.column
            default: -1
            }
        // Only where the file has the same text there are its places those of the file.
        guard start >= 0, lines[index].dropFirst(start).prefix(place.column - 1) == text.prefix(place.column - 1) else {
            return nil
        }
        return (index + 1, start + place.column)
    }

    /// A problem at this place, which is added to no collector.
    package func problem(_ message: String) -> YAMLProblem {
        let mark = self.node.mark
        return YAMLProblem(file: self.file, line: mark?.line, column: mark?.column, path: self.path, message: message)
    }

    /// Whether the value is absent in all but name: `key:` or `key: null`.
    package var isNull: Bool { self.node.scalar != nil && self.node.null != nil }

    private func child(_ node: Yams.Node, _ step: String) -> YAMLNode {
        let path = step.hasPrefix("[") || self.path.isEmpty ? self.path + step : self.path + "." + step
        return YAMLNode(node, path: path, file: self.file, problems: self.problems, source: self.source)
    }
}

extension YAMLNode {
    /// The value as text: any scalar but null, as it is written (`07` stays `07`).
    package var string: String? {
        guard let scalar = self.node.scalar, !self.isNull else { return self.wrong("must be text") }
        return scalar.string
    }

    /// `true` or `false`.
    package var bool: Bool? {
        guard let value = self.node.bool else { return self.wrong("must be true or false") }
        return value
    }

    /// A whole number in `range`.
    package func int(in range: ClosedRange<Int>) -> Int? {
        guard let value = self.node.int, range.contains(value) else {
            return self.wrong("must be a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return value
    }

    /// A length of time in `range`: a number and its unit, one of `ms s m h d`, such as `1500ms`.
    package func duration(in range: ClosedRange<Duration>) -> Duration? {
        guard let value = self.node.scalar.flatMap({ DurationText.parse($0.string) }), range.contains(value) else {
            let bounds = "\(DurationText.write(range.lowerBound)) to \(DurationText.write(range.upperBound))"
            return self.wrong("must be a number with its unit (ms, s, m, h, d), such as 5m, from \(bounds)")
        }
        return value
    }

    /// A count of bytes in `range`: a number, with one of `KiB MiB GiB` or none, such as `256MiB`.
    package func bytes(in range: ClosedRange<Int>) -> Int? {
        guard let value = self.node.scalar.flatMap({ ByteText.parse($0.string) }), range.contains(value) else {
            let bounds = "\(ByteText.write(range.lowerBound)) to \(ByteText.write(range.upperBound))"
            return self.wrong("must be a number of bytes, with KiB, MiB or GiB if you like, such as 256MiB, from \(bounds)")
        }
        return value
    }

    /// One of a fixed set of words.
    package func word<Word: RawRepresentable & CaseIterable>(_: Word.Type) -> Word? where Word.RawValue == String {
        guard let value = self.node.scalar.flatMap({ Word(rawValue: $0.string) }) else {
            return self.wrong("must be one of: " + Word.allCases.map(\.rawValue).joined(separator: ", "))
        }
        return value
    }

    /// The entries of a list.
    package var list: [YAMLNode]? {
        guard let sequence = self.node.sequence else { return self.wrong("must be a list") }
        return sequence.enumerated().map { self.child($1, "[\($0)]") }
    }

    /// The members of a mapping whose keys are the writer's own.
    package var members: [(key: String, value: YAMLNode)]? {
        guard let mapping = self.node.mapping else { return self.wrong("must be a mapping (key: value)") }
        return mapping.compactMap { key, value in
            guard let name = key.string else {
                self.report("keys must be text")
                return nil
            }
            return (name, self.child(value, name))
        }
    }

    /// A mapping with a fixed set of keys; others are problems, with the nearest known key as a suggestion.
    package func mapping(_ known: [String]) -> YAMLMapping? {
        guard let members = self.members else { return nil }
        for (key, value) in members where !known.contains(key) {
            value.report(SpellingSuggestion.advice(on: key, among: known))
        }
        return YAMLMapping(node: self, members: members)
    }

    /// The readings of a scalar, none of which reports a problem: its text as it is written, and a truth value or a whole number where
    /// it may be one. `nil` for null and for what is no scalar.
    package var readings: (text: String, bool: Bool?, int: Int?)? {
        guard let scalar = self.node.scalar, !self.isNull else { return nil }
        return (scalar.string, self.node.bool, self.node.int)
    }

    /// The text of a scalar that is written without quotes and on one line; `nil` for all else. Reports no problem.
    package var plainText: String? {
        guard let scalar = self.node.scalar, scalar.style == .plain else { return nil }
        return scalar.string
    }

    /// Whether ``members`` can be read.
    package var isMapping: Bool { self.node.mapping != nil }

    /// Whether ``list`` can be read.
    package var isList: Bool { self.node.sequence != nil }

    private func wrong<Value>(_ message: String) -> Value? {
        self.report(message)
        return nil
    }
}

extension YAMLNode {
    /// The value at a path of keys and of places in lists (from 0), or the innermost there is on the way, with the steps that are left.
    package func descendant(at path: some Collection<String>) -> (node: YAMLNode, rest: [String]) {
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
