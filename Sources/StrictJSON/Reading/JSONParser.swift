/// A parser that reads one document from left to right; `JSONParser+Scalars.swift` has its strings and numbers.
///
/// The memory behind `start` must live as long as the parser; nothing of the result points into it.
struct JSONParser {
    /// The document's bytes.
    let start: UnsafePointer<UInt8>
    /// The number of bytes.
    let count: Int
    /// Offset of the next byte, from 0.
    var position = 0
    private let maxDepth: Int

    init(start: UnsafePointer<UInt8>, count: Int, maxDepth: Int) {
        self.start = start
        self.count = count
        self.maxDepth = maxDepth
    }

    /// Reads the one value of the document with the white space around it.
    mutating func document() throws(StrictJSONError) -> JSONValue {
        if self.count >= 3, self.start[0] == 0xEF, self.start[1] == 0xBB, self.start[2] == 0xBF { throw .byteOrderMark }
        if let fault = UTF8Validator.firstFault(in: self.start, count: self.count) { throw .notUTF8(at: fault) }
        self.skipSpace()
        guard self.position < self.count else { throw .empty }
        let value = try self.value(depth: 1)
        self.skipSpace()
        guard self.position == self.count else { throw .trailingData(at: self.position) }
        return value
    }

    /// Reads the value that begins at the very next byte; an array or object among them is the `depth`-th around its content.
    private mutating func value(depth: Int) throws(StrictJSONError) -> JSONValue {
        switch try self.next() {
        case UInt8(ascii: "\""): return .string(try self.string())
        case UInt8(ascii: "{"): return .object(try self.object(depth: depth))
        case UInt8(ascii: "["): return .array(try self.array(depth: depth))
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .number(try self.number())
        case UInt8(ascii: "t"):
            try self.word("true")
            return .bool(true)
        case UInt8(ascii: "f"):
            try self.word("false")
            return .bool(false)
        case UInt8(ascii: "n"):
            try self.word("null")
            return .null
        default: throw .syntax(at: self.position)
        }
    }

    private mutating func array(depth: Int) throws(StrictJSONError) -> [JSONValue] {
        guard depth <= self.maxDepth else { throw .tooDeep(at: self.position) }
        self.position += 1
        var elements: [JSONValue] = []
        self.skipSpace()
        if try self.consume(UInt8(ascii: "]")) { return elements }
        while true {
            elements.append(try self.value(depth: depth + 1))
            self.skipSpace()
            if try self.consume(UInt8(ascii: "]")) { return elements }
            try self.expect(UInt8(ascii: ","))
            self.skipSpace()
        }
    }

    private mutating func object(depth: Int) throws(StrictJSONError) -> JSONObject {
        guard depth <= self.maxDepth else { throw .tooDeep(at: self.position) }
        self.position += 1
        var object = JSONObject()
        self.skipSpace()
        if try self.consume(UInt8(ascii: "}")) { return object }
        while true {
            let nameStart = self.position
            guard try self.next() == UInt8(ascii: "\"") else { throw .syntax(at: self.position) }
            let name = try self.string()
            guard object.position(of: name) == nil else { throw .duplicateName(at: nameStart) }
            self.skipSpace()
            try self.expect(UInt8(ascii: ":"))
            self.skipSpace()
            object.add(name, try self.value(depth: depth + 1))
            self.skipSpace()
            if try self.consume(UInt8(ascii: "}")) { return object }
            try self.expect(UInt8(ascii: ","))
            self.skipSpace()
        }
    }

    private mutating func word(_ word: StaticString) throws(StrictJSONError) {
        for offset in 0..<word.utf8CodeUnitCount { try self.expect(word.utf8Start[offset]) }
    }
}

extension JSONParser {
    /// The next byte, which is not stepped over; an error at the document's end.
    func next() throws(StrictJSONError) -> UInt8 {
        guard self.position < self.count else { throw .unexpectedEnd(at: self.count) }
        return self.start[self.position]
    }

    /// Steps over `byte` if it is the next one, and tells whether it was.
    mutating func consume(_ byte: UInt8) throws(StrictJSONError) -> Bool {
        guard try self.next() == byte else { return false }
        self.position += 1
        return true
    }

    /// Steps over `byte`, which must be the next one.
    mutating func expect(_ byte: UInt8) throws(StrictJSONError) {
        guard try self.consume(byte) else { throw .syntax(at: self.position) }
    }

    /// Steps over white space as RFC 8259, 2 knows it: space, tab, line feed, carriage return.
    mutating func skipSpace() {
        while self.position < self.count {
            switch self.start[self.position] {
            case 0x20, 0x09, 0x0A, 0x0D: self.position += 1
            default: return
            }
        }
    }
}
