/// The faults that libjq found in a program, in words of ours: its own messages repeat the text around the fault.
struct CompileReport {
    /// Variables that are used and not bound, each once, in order.
    private(set) var unboundVariables: [String] = []
    /// The first other fault, such as `line 2: syntax error`.
    private(set) var fault: String?
    /// The line of ``fault``.
    private(set) var faultLine: Int?

    /// Notes a message such as `jq: error: f/1 is not defined at <top-level>, line 2:`.
    mutating func add(_ message: String) {
        let opening = "jq: error: "
        guard message.hasPrefix(opening) else { return }
        let place = " at <top-level>, line "
        let words = message.dropFirst(opening.count)
        let line = Self.line(after: place, in: words)
        let undefined = " is not defined"
        let subject = Self.prefix(of: words, before: undefined)
        if let subject, subject.hasPrefix("$"), Self.isPlain(subject.dropFirst()) {
            let name = String(subject.dropFirst())
            if !self.unboundVariables.contains(name) { self.unboundVariables.append(name) }
        } else if self.fault == nil {
            let what = subject.flatMap { Self.isPlain($0) ? "there is no function \($0)" : nil }
            self.faultLine = line ?? 1
            self.fault =
                "line \(line ?? 1): \(what ?? Self.words(words))"
        }
    }

    private static func words(_ message: Substring) -> String {
        if message.hasPrefix("Division by zero") { return "it divides by zero" }
        return message.hasPrefix("syntax error") ? "syntax error" : "it does not compile"
    }

    private static func prefix(of words: Substring, before end: String) -> Substring? {
        var position = words.startIndex
        while position < words.endIndex, words[position] != " " { position = words.index(after: position) }
        return words[position...].hasPrefix(end) ? words[..<position] : nil
    }

    /// The number behind the last occurrence of `place`.
    private static func line(after place: String, in words: Substring) -> Int? {
        var found: Int?
        var rest = words
        while let start = rest.firstIndex(of: " ") {
            if rest[start...].hasPrefix(place) { found = Int(rest[start...].dropFirst(place.count).prefix { $0.isNumber }) }
            rest = rest[rest.index(after: start)...]
        }
        return found
    }

    private static func isPlain(_ name: Substring) -> Bool {
        name.utf8.allSatisfy { byte in
            byte == UInt8(ascii: "_") || byte == UInt8(ascii: "/") || (byte >= 0x30 && byte <= 0x39)
                || (byte | 0x20 >= UInt8(ascii: "a") && byte | 0x20 <= UInt8(ascii: "z"))
        }
    }
}
