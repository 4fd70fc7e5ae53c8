/// A name or number in a jq program, as far as the check of its names needs it.
struct JQToken: Equatable {
    enum Kind: Equatable {
        /// A name that calls something, or a keyword.
        case name
        /// A name after `$`.
        case variable
        /// A name that is a member's: `.name`, or `name` in `{name: 1}` and `{name}`.
        case member
        /// A number.
        case number
    }

    let kind: Kind
    let text: String
    /// Counted from 1.
    let line: Int
}

/// Finds the names in a program and the kind of each, as libjq 1.6 would.
///
/// It knows strings with interpolation, comments, fields and the keys of objects, and nothing of the grammar beyond that: a text
/// that is no program gives tokens too, and libjq refuses it afterwards.
struct JQLexer {
    /// The deepest nesting of brackets and interpolations.
    static let deepest = 100

    private enum Bracket {
        case round
        case square
        /// An object; whether a key comes next rather than a value.
        case curly(atKey: Bool)
        /// The round bracket of an interpolation, after which its string goes on.
        case interpolation
    }

    private let bytes: [UInt8]
    private var position = 0
    private var line = 1
    private var brackets: [Bracket] = []
    private var afterDollar = false
    private(set) var tokens: [JQToken] = []
    private(set) var isTooDeep = false

    init(_ program: String) {
        self.bytes = Array(program.utf8)
        while self.position < self.bytes.count, !self.isTooDeep { self.step() }
    }

    private mutating func step() {
        let byte = self.bytes[self.position]
        switch byte {
        case UInt8(ascii: "#"): self.skipComment()
        case UInt8(ascii: "\""):
            self.position += 1
            self.string()
        case UInt8(ascii: "@"):
            // A format such as `@text`; its name calls nothing.
            self.position += 1
            _ = self.readName(withNamespace: false)
        case UInt8(ascii: "."): self.dot()
        case UInt8(ascii: "0")...UInt8(ascii: "9"): self.number()
        case UInt8(ascii: "$"):
            self.position += 1
            self.afterDollar = true
        case _ where Self.beginsName(byte): self.name()
        default: self.mark(byte)
        }
    }

    private mutating func name() {
        let isVariable = self.afterDollar
        self.afterDollar = false
        let text = self.readName(withNamespace: true)
        if isVariable {
            self.add(.variable, text)
        } else if case .curly(atKey: true) = self.brackets.last {
            self.add(.member, text)
        } else {
            self.add(.name, text)
        }
    }

    private mutating func add(_ kind: JQToken.Kind, _ text: String) {
        self.tokens.append(JQToken(kind: kind, text: text, line: self.line))
    }

    /// `.name` is a field if nothing stands between; any other dot is passed over.
    private mutating func dot() {
        self.afterDollar = false
        guard !self.isDigit(at: self.position + 1) else { return self.number() }
        // `..` is one word, so in `..name` the name stands for itself.
        let isField = self.position == 0 || !self.isByte(UInt8(ascii: "."), at: self.position - 1)
        self.position += 1
        guard self.position < self.bytes.count, Self.beginsName(self.bytes[self.position]) else { return }
        self.add(isField ? .member : .name, self.readName(withNamespace: false))
    }

    /// Reads digits, perhaps a fraction, perhaps an exponent: `1e5` holds no name, `1env` is the number 1 and the name `env`.
    private mutating func number() {
        self.afterDollar = false
        let start = self.position
        self.skipDigits()
        if self.isByte(UInt8(ascii: "."), at: self.position) {
            self.position += 1
            self.skipDigits()
        }
        if self.isByte(UInt8(ascii: "e"), at: self.position) || self.isByte(UInt8(ascii: "E"), at: self.position) {
            var end = self.position + 1
            if self.isByte(UInt8(ascii: "+"), at: end) || self.isByte(UInt8(ascii: "-"), at: end) { end += 1 }
            if self.isDigit(at: end) { self.position = end }
            self.skipDigits()
        }
        self.add(.number, String(decoding: self.bytes[start..<self.position], as: UTF8.self))
    }

    private mutating func skipDigits() {
        while self.isDigit(at: self.position) { self.position += 1 }
    }

    private mutating func mark(_ byte: UInt8) {
        self.position += 1
        switch byte {
        case UInt8(ascii: "\n"): self.line += 1
        case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"): break
        case UInt8(ascii: "("): self.open(.round)
        case UInt8(ascii: "["): self.open(.square)
        case UInt8(ascii: "{"): self.open(.curly(atKey: true))
        case UInt8(ascii: ")"):
            if case .interpolation = self.brackets.popLast() { self.string() }
            self.afterDollar = false
        case UInt8(ascii: "]"), UInt8(ascii: "}"):
            _ = self.brackets.popLast()
            self.afterDollar = false
        case UInt8(ascii: ":"): self.turn(toKey: false)
        case UInt8(ascii: ","): self.turn(toKey: true)
        default: self.afterDollar = false
        }
    }

    private mutating func open(_ bracket: Bracket) {
        self.afterDollar = false
        self.brackets.append(bracket)
        self.isTooDeep = self.brackets.count > Self.deepest
    }

    /// After `:` an object has a value, after `,` a key; elsewhere the marks mean other things.
    private mutating func turn(toKey: Bool) {
        self.afterDollar = false
        if case .curly = self.brackets.last { self.brackets[self.brackets.count - 1] = .curly(atKey: toKey) }
    }

    /// Goes through a string, from behind its opening quote or the end of an interpolation.
    private mutating func string() {
        self.afterDollar = false
        while self.position < self.bytes.count {
            let byte = self.bytes[self.position]
            self.position += 1
            switch byte {
            case UInt8(ascii: "\""): return
            case UInt8(ascii: "\n"): self.line += 1
            case UInt8(ascii: "\\"):
                guard self.position < self.bytes.count else { return }
                if self.bytes[self.position] == UInt8(ascii: "\n") { self.line += 1 }
                self.position += 1
                if self.bytes[self.position - 1] == UInt8(ascii: "(") { return self.open(.interpolation) }
            default: break
            }
        }
    }

    private mutating func skipComment() {
        while self.position < self.bytes.count, self.bytes[self.position] != UInt8(ascii: "\n") { self.position += 1 }
    }

    /// Reads letters, digits and underscores, and perhaps `::` between two names.
    private mutating func readName(withNamespace: Bool) -> String {
        let start = self.position
        while self.position < self.bytes.count {
            let byte = self.bytes[self.position]
            if Self.beginsName(byte) || self.isDigit(at: self.position) {
                self.position += 1
            } else if withNamespace, self.isByte(UInt8(ascii: ":"), at: self.position),
                self.isByte(UInt8(ascii: ":"), at: self.position + 1),
                self.position + 2 < self.bytes.count, Self.beginsName(self.bytes[self.position + 2])
            {
                self.position += 2
            } else {
                break
            }
        }
        return String(decoding: self.bytes[start..<self.position], as: UTF8.self)
    }

    private static func beginsName(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "_") || (byte | 0x20 >= UInt8(ascii: "a") && byte | 0x20 <= UInt8(ascii: "z"))
    }

    private func isDigit(at position: Int) -> Bool {
        position < self.bytes.count && self.bytes[position] >= UInt8(ascii: "0") && self.bytes[position] <= UInt8(ascii: "9")
    }

    private func isByte(_ byte: UInt8, at position: Int) -> Bool {
        position < self.bytes.count && self.bytes[position] == byte
    }
}
