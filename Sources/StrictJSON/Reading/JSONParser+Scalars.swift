extension JSONParser {
    /// Reads the string whose opening quote is the next byte.
    mutating func string() throws(StrictJSONError) -> String {
        self.position += 1
        let first = self.position
        self.position += UnescapedRun.length(from: self.start + first, limit: self.count - first)
        guard try self.next() == UInt8(ascii: "\"") else { return try self.stringWithEscapes(from: first) }
        let text = self.text(from: first)
        self.position += 1
        return text
    }

    /// Reads on at the first byte that does not stand for itself; `first` is where the string's content began.
    private mutating func stringWithEscapes(from first: Int) throws(StrictJSONError) -> String {
        var content = Array(UnsafeBufferPointer(start: self.start + first, count: self.position - first))
        while true {
            switch try self.next() {
            case UInt8(ascii: "\""):
                self.position += 1
                return String(decoding: content, as: UTF8.self)
            case UInt8(ascii: "\\"):
                try self.escape(into: &content)
            case ..<0x20:
                throw .controlCharacter(at: self.position)
            default:
                let length = UnescapedRun.length(from: self.start + self.position, limit: self.count - self.position)
                content.append(contentsOf: UnsafeBufferPointer(start: self.start + self.position, count: length))
                self.position += length
            }
        }
    }

    private mutating func escape(into content: inout [UInt8]) throws(StrictJSONError) {
        let escapeStart = self.position
        self.position += 1
        let letter = try self.next()
        switch letter {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): content.append(letter)
        case UInt8(ascii: "b"): content.append(0x08)
        case UInt8(ascii: "f"): content.append(0x0C)
        case UInt8(ascii: "n"): content.append(0x0A)
        case UInt8(ascii: "r"): content.append(0x0D)
        case UInt8(ascii: "t"): content.append(0x09)
        case UInt8(ascii: "u"):
            self.position += 1
            content.append(contentsOf: try self.scalar(escapedAt: escapeStart).utf8)
            return
        default: throw .syntax(at: self.position)
        }
        self.position += 1
    }

    /// Reads four hexadecimal digits and, if they are the first half of a surrogate pair, the escape of the other half.
    private mutating func scalar(escapedAt escapeStart: Int) throws(StrictJSONError) -> Unicode.Scalar {
        let unit = try self.hexadecimalUnit()
        if let scalar = Unicode.Scalar(unit) { return scalar }
        guard unit < 0xDC00, try self.next() == UInt8(ascii: "\\") else { throw .loneSurrogate(at: escapeStart) }
        self.position += 1
        guard try self.consume(UInt8(ascii: "u")) else { throw .loneSurrogate(at: escapeStart) }
        let low = try self.hexadecimalUnit()
        guard (0xDC00...0xDFFF).contains(low),
            let scalar = Unicode.Scalar(0x10000 + (UInt32(unit) - 0xD800) << 10 + (UInt32(low) - 0xDC00))
        else { throw .loneSurrogate(at: escapeStart) }
        return scalar
    }

    private mutating func hexadecimalUnit() throws(StrictJSONError) -> UInt16 {
        var unit: UInt16 = 0
        for _ in 0..<4 {
            let byte = try self.next()
            guard let digit = Self.hexadecimalDigit(byte) else { throw .syntax(at: self.position) }
            unit = unit << 4 | digit
            self.position += 1
        }
        return unit
    }

    private static func hexadecimalDigit(_ byte: UInt8) -> UInt16? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt16(byte - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt16(byte - UInt8(ascii: "a") + 10)
        case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt16(byte - UInt8(ascii: "A") + 10)
        default: nil
        }
    }
}

extension JSONParser {
    /// Reads a number (RFC 8259, 6) and keeps its literal.
    mutating func number() throws(StrictJSONError) -> String {
        let first = self.position
        _ = try self.consume(UInt8(ascii: "-"))
        if try !self.consume(UInt8(ascii: "0")) { try self.digits() }
        if self.isNext(UInt8(ascii: ".")) {
            self.position += 1
            try self.digits()
        }
        if self.isNext(UInt8(ascii: "e")) || self.isNext(UInt8(ascii: "E")) {
            self.position += 1
            if try !self.consume(UInt8(ascii: "+")) { _ = try self.consume(UInt8(ascii: "-")) }
            try self.digits()
        }
        return self.text(from: first)
    }

    /// Steps over one digit and all that follow it.
    private mutating func digits() throws(StrictJSONError) {
        guard Self.isDigit(try self.next()) else { throw .syntax(at: self.position) }
        while self.position < self.count, Self.isDigit(self.start[self.position]) { self.position += 1 }
    }

    private func isNext(_ byte: UInt8) -> Bool {
        self.position < self.count && self.start[self.position] == byte
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
    }

    /// The bytes from `first` up to here, known to be UTF-8.
    private func text(from first: Int) -> String {
        String(decoding: UnsafeBufferPointer(start: self.start + first, count: self.position - first), as: UTF8.self)
    }
}
