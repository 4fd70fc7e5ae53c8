import CallModel

/// One property of a vCard: `item1.TEL;TYPE=work,voice:+49 30 23125123`.
struct VCardProperty: Redacted {
    let name: Name
    /// The value as written, unfolded.
    var value: [UInt8]
    /// Values of `TYPE=` and the bare words of vCard 2.1, in upper case.
    private(set) var types: [String] = []
    /// `CHARSET=`, in lower case.
    private(set) var charset: String?
    private(set) var isQuotedPrintable = false
    /// `ENCODING=B` or `BASE64`.
    private(set) var isBinary = false
    /// The preference: 1 is the highest; `nil` where none is given.
    private(set) var preference: Int?

    /// Longest value that is read, in bytes.
    static let valueLimit = 64 << 10

    /// A property's name and the group before it, in upper case.
    struct Name: Hashable {
        let word: String
        let group: String?

        /// Reads the part before the parameters; `nil` where no name of 1 to 64 bytes stands there.
        init?(_ head: ArraySlice<UInt8>) {
            let end = head.firstIndex(of: UInt8(ascii: ";")) ?? head.endIndex
            let parts = head[head.startIndex..<end].split(
                separator: UInt8(ascii: "."), maxSplits: 1, omittingEmptySubsequences: false)
            guard let last = parts.last, (1...64).contains(last.count) else { return nil }
            self.word = String(decoding: last, as: UTF8.self).uppercased()
            self.group = parts.count == 2 ? String(decoding: parts[0], as: UTF8.self).uppercased() : nil
        }
    }

    /// The colon between parameters and value; one inside quotes is part of a parameter.
    static func colon(in line: [UInt8]) -> Int? {
        var isQuoted = false
        for (index, byte) in line.enumerated() {
            if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
            if byte == UInt8(ascii: ":"), !isQuoted { return index }
        }
        return isQuoted ? line.firstIndex(of: UInt8(ascii: ":")) : nil
    }

    /// Reads the parameters of a line.
    ///
    /// - Parameters:
    ///   - head: The line up to the colon, with the name.
    ///   - value: What follows the colon, unfolded.
    init(name: Name, head: ArraySlice<UInt8>, value: [UInt8]) {
        self.name = name
        self.value = value
        for parameter in Self.split(head, at: UInt8(ascii: ";")).dropFirst() {
            let text = String(decoding: parameter, as: UTF8.self)
            let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            self.read(parts.count == 2 ? parts[0].uppercased() : "", parts.last.map(String.init) ?? "")
        }
    }

    private mutating func read(_ name: String, _ value: String) {
        let words = value.uppercased().split { $0 == "," || $0 == "\"" || $0 == " " }.map(String.init)
        switch name {
        case "CHARSET": self.charset = value.lowercased()
        case "PREF": self.preference = Int(value).map { min(max($0, 1), 100) }
        case "ENCODING": words.forEach { self.readEncoding($0) }
        case "TYPE": words.forEach { self.readType($0) }
        case "":
            // vCard 2.1 writes types and encodings without their parameter's name.
            for word in words where !self.readEncoding(word) { self.readType(word) }
        default: break
        }
    }

    private mutating func readType(_ word: String) {
        if word == "PREF" { self.preference = self.preference ?? 1 } else { self.types.append(word) }
    }

    @discardableResult
    private mutating func readEncoding(_ word: String) -> Bool {
        switch word {
        case "QUOTED-PRINTABLE": self.isQuotedPrintable = true
        case "B", "BASE64": self.isBinary = true
        case "7BIT", "8BIT": break
        default: return false
        }
        return true
    }

    private static func split(_ head: ArraySlice<UInt8>, at mark: UInt8) -> [ArraySlice<UInt8>] {
        var parts: [ArraySlice<UInt8>] = []
        var isQuoted = false
        var start = head.startIndex
        for index in head.indices {
            if head[index] == UInt8(ascii: "\"") { isQuoted.toggle() }
            if head[index] == mark, !isQuoted {
                parts.append(head[start..<index])
                start = index + 1
            }
        }
        return parts + [head[start...]]
    }

    /// RFC 2045 6.7; soft line breaks are gone by now, and what is no escape stays as it is.
    static func fromQuotedPrintable(_ value: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(value.count)
        var at = 0
        while at < value.count {
            if value[at] == UInt8(ascii: "="), at + 2 < value.count, let high = value[at + 1].hexDigitValue,
                let low = value[at + 2].hexDigitValue
            {
                result.append(high << 4 | low)
                at += 3
            } else {
                result.append(value[at])
                at += 1
            }
        }
        return result
    }
}
