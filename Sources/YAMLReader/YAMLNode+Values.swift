internal import Yams

extension YAMLNode {
    /// The value as text: any scalar but null, as it is written (`07` stays `07`).
    public var string: String? {
        guard let scalar = self.node.scalar, !self.isNull else { return self.wrong("must be text") }
        return scalar.string
    }

    /// `true` or `false`.
    public var bool: Bool? {
        guard let value = self.node.bool else { return self.wrong("must be true or false") }
        return value
    }

    /// A whole number in `range`.
    public func int(in range: ClosedRange<Int>) -> Int? {
        guard let value = self.node.int, range.contains(value) else {
            return self.wrong("must be a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return value
    }

    /// A length of time in `range`: a number and its unit, one of `ms s m h d`, such as `1500ms`.
    public func duration(in range: ClosedRange<Duration>) -> Duration? {
        guard let value = self.node.scalar.flatMap({ DurationText.parse($0.string) }), range.contains(value) else {
            let bounds = "\(DurationText.write(range.lowerBound)) to \(DurationText.write(range.upperBound))"
            return self.wrong("must be a number with its unit (ms, s, m, h, d), from \(bounds)")
        }
        return value
    }

    /// One of a fixed set of words.
    public func word<Word: RawRepresentable & CaseIterable>(_: Word.Type) -> Word? where Word.RawValue == String {
        guard let value = self.node.scalar.flatMap({ Word(rawValue: $0.string) }) else {
            return self.wrong("must be one of: " + Word.allCases.map(\.rawValue).joined(separator: ", "))
        }
        return value
    }

    /// The entries of a list.
    public var list: [YAMLNode]? {
        guard let sequence = self.node.sequence else { return self.wrong("must be a list") }
        return sequence.enumerated().map { self.child($1, "[\($0)]") }
    }

    /// The members of a mapping whose keys are the writer's own.
    public var members: [(key: String, value: YAMLNode)]? {
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
    public func mapping(_ known: [String]) -> YAMLMapping? {
        guard let members = self.members else { return nil }
        for (key, value) in members where !known.contains(key) {
            value.report(SpellingSuggestion.advice(on: key, among: known))
        }
        return YAMLMapping(node: self, members: members)
    }

    /// What a scalar can be read as, without a complaint: its text as it is written, and a truth value or a whole number where it may
    /// be one. `nil` for null and for what is no scalar.
    public var readings: (text: String, bool: Bool?, int: Int?)? {
        guard let scalar = self.node.scalar, !self.isNull else { return nil }
        return (scalar.string, self.node.bool, self.node.int)
    }

    /// Whether the value is a mapping, a list, or else text.
    public var isMapping: Bool { self.node.mapping != nil }
    public var isList: Bool { self.node.sequence != nil }

    private func wrong<Value>(_ message: String) -> Value? {
        self.report(message)
        return nil
    }
}
