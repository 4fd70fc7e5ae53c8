/// The pieces of a program that may stand on lines of their own, so that libjq, which tells lines and no columns, tells the piece.
struct ProgramPieces {
    /// One piece with its place.
    struct Piece: Equatable {
        let text: String
        let line: Int
        /// In characters, from 1.
        let column: Int
    }

    private(set) var pieces: [Piece] = []
    private let bytes: [UInt8]
    private var position = 0
    private var line = 1
    private var lineStart = 0

    init(_ program: String) {
        self.bytes = Array(program.utf8)
        while self.position < self.bytes.count { self.step() }
    }

    /// The program with each piece on a line of its own; a text or comment may take more than one.
    var text: String { self.pieces.map(\.text).joined(separator: "\n") }

    /// The piece that stands on a line of ``text``; the last one for a line beyond.
    func piece(onLine line: Int) -> Piece? {
        var first = 1
        for piece in self.pieces {
            let next = first + piece.text.utf8.count { $0 == 0x0A } + 1
            if line < next { return piece }
            first = next
        }
        return self.pieces.last
    }

    private mutating func step() {
        let byte = self.bytes[self.position]
        let start = self.position
        switch byte {
        case 0x0A:
            self.position += 1
            self.line += 1
            self.lineStart = self.position
            return
        case 0x20, 0x09, 0x0D:
            self.position += 1
            return
        case UInt8(ascii: "\""): self.skipText()
        case UInt8(ascii: "#"): while self.position < self.bytes.count, self.bytes[self.position] != 0x0A { self.position += 1 }
        case _ where Self.isWord(byte): self.skipWord()
        case _ where Self.marks.contains(byte): self.position += 1
        default:
            while self.position < self.bytes.count, Self.isOperator(self.bytes[self.position]) { self.position += 1 }
        }
        self.add(from: start)
    }

    private mutating func add(from start: Int) {
        let before = String(decoding: self.bytes[self.lineStart..<start], as: UTF8.self)
        let text = self.bytes[start..<self.position]
        self.pieces.append(Piece(text: String(decoding: text, as: UTF8.self), line: self.line, column: before.count + 1))
        self.line += text.count { $0 == 0x0A }
        if let end = text.lastIndex(of: 0x0A) { self.lineStart = end + 1 }
    }

    /// A name, a field or a number with its exponent.
    private mutating func skipWord() {
        let isNumber = (0x30...0x39).contains(self.bytes[self.position])
        while self.position < self.bytes.count {
            let byte = self.bytes[self.position]
            let isSign = byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-")
            let isExponent = isNumber && isSign && self.bytes[self.position - 1] | 0x20 == UInt8(ascii: "e")
            guard Self.isWord(byte) || isExponent else { return }
            self.position += 1
        }
    }

    /// A text from its opening quote on, with what is interpolated.
    private mutating func skipText() {
        self.position += 1
        while self.position < self.bytes.count {
            let byte = self.bytes[self.position]
            self.position += 1
            if byte == UInt8(ascii: "\"") { return }
            guard byte == UInt8(ascii: "\\"), self.position < self.bytes.count else { continue }
            self.position += 1
            if self.bytes[self.position - 1] == UInt8(ascii: "(") { self.skipInterpolation() }
        }
    }

    private mutating func skipInterpolation() {
        var depth = 1
        while self.position < self.bytes.count, depth > 0 {
            switch self.bytes[self.position] {
            case UInt8(ascii: "\""):
                self.skipText()
                continue
            case UInt8(ascii: "("): depth += 1
            case UInt8(ascii: ")"): depth -= 1
            default: break
            }
            self.position += 1
        }
    }

    private static let marks = Set("()[]{},;".utf8)

    private static func isWord(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A) || "_$@.:".utf8.contains(byte)
            || byte >= 0x80
    }

    private static func isOperator(_ byte: UInt8) -> Bool {
        byte > 0x20 && !Self.isWord(byte) && !Self.marks.contains(byte) && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "#")
    }
}
