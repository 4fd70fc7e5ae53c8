/// Writes compact JSON into one array of bytes, in one pass and without texts in between.
///
/// Commas come by themselves; names and values alternate as the caller calls them:
/// ```swift
/// var writer = JSONWriter()
/// writer.object { writer in
///     writer.member("status", "resolved")
///     writer.array("matches") { $0.value(7) }
/// }
/// // {"status":"resolved","matches":[7]}
/// ```
/// It does not check that what is opened is closed, or that a name comes once: the caller writes the answer's shape.
public struct JSONWriter: Sendable {
    /// The JSON written so far, in UTF-8.
    public private(set) var bytes: [UInt8]
    /// Whether a value stands before the next one in the same array or object.
    private var needsComma = false

    /// A writer with room for `capacity` bytes before it grows.
    public init(capacity: Int = 512) {
        self.bytes = []
        self.bytes.reserveCapacity(capacity)
    }

    /// A writer that goes on after `bytes`, as if nothing stood before.
    public init(appendingTo bytes: consuming [UInt8]) {
        self.bytes = bytes
    }

    /// Writes an object of what `content` writes.
    public mutating func object<Failure: Error>(
        _ content: (inout JSONWriter) throws(Failure) -> Void
    ) throws(Failure) {
        self.beginObject()
        try content(&self)
        self.endObject()
    }

    /// Writes an array of what `content` writes.
    public mutating func array<Failure: Error>(
        _ content: (inout JSONWriter) throws(Failure) -> Void
    ) throws(Failure) {
        self.beginArray()
        try content(&self)
        self.endArray()
    }

    /// Opens an object; ``endObject()`` closes it.
    public mutating func beginObject() { self.open(UInt8(ascii: "{")) }

    /// Closes the object that was opened last.
    public mutating func endObject() { self.close(UInt8(ascii: "}")) }

    /// Opens an array; ``endArray()`` closes it.
    public mutating func beginArray() { self.open(UInt8(ascii: "[")) }

    /// Closes the array that was opened last.
    public mutating func endArray() { self.close(UInt8(ascii: "]")) }

    /// Writes the name of a member; its value is what comes next.
    public mutating func name(_ name: String) {
        self.quote(name, thenColon: true)
        self.needsComma = false
    }

    /// Writes a text, escaped as far as RFC 8259, 7 demands: `"`, `\` and control characters.
    public mutating func value(_ text: String) {
        self.quote(text, thenColon: false)
        self.needsComma = true
    }

    /// Writes an integer.
    public mutating func value(_ number: Int) {
        self.word(number.description)
    }

    /// Writes `true` or `false`.
    public mutating func value(_ bool: Bool) {
        self.word(bool ? "true" : "false")
    }

    /// Writes a number in the fewest digits that read back as the same. NaN and infinity, which JSON has no word for, become
    /// `null`.
    public mutating func value(_ number: Double) {
        self.word(number.isFinite ? number.description : "null")
    }

    /// Writes `null`.
    public mutating func null() {
        self.word("null")
    }

    /// Writes a value with all that is in it.
    public mutating func value(_ value: JSONValue) {
        switch value {
        case .null: self.null()
        case .bool(let bool): self.value(bool)
        case .number(let literal): self.word(literal)
        case .string(let text): self.value(text)
        case .array(let elements): self.array { for element in elements { $0.value(element) } }
        case .object(let object): self.object { for (name, value) in object.members { $0.member(name, value) } }
        }
    }

    /// Writes bytes that are one JSON value already; they are not looked at.
    public mutating func value(encoded: some Collection<UInt8>) {
        self.separate()
        self.bytes.append(contentsOf: encoded)
    }

    /// Writes an ASCII word, such as a literal of a number, as it is.
    private mutating func word(_ word: String) {
        self.separate()
        self.bytes.append(contentsOf: word.utf8)
    }

    private mutating func open(_ bracket: UInt8) {
        self.separate()
        self.bytes.append(bracket)
        self.needsComma = false
    }

    private mutating func close(_ bracket: UInt8) {
        self.bytes.append(bracket)
        self.needsComma = true
    }

    @inline(__always)
    private mutating func separate() {
        if self.needsComma { self.bytes.append(UInt8(ascii: ",")) }
        self.needsComma = true
    }

    private mutating func quote(_ text: String, thenColon: Bool) {
        var text = text
        text.withUTF8 { content in
            guard let start = content.baseAddress, UnescapedRun.length(from: start, limit: content.count) == content.count else {
                return self.quoteSlowly(content, thenColon: thenColon)
            }
            let needsComma = self.needsComma
            // One look at the array for all of it: byte by byte this would be most of the time of an answer.
            self.bytes.append(addingCapacity: content.count + 4) { (output: inout OutputSpan<UInt8>) in
                output.withUnsafeMutableBufferPointer { memory, count in
                    guard var next = memory.baseAddress.map({ $0 + count }) else { return }
                    func put(_ byte: UInt8) {
                        next.initialize(to: byte)
                        next += 1
                    }
                    if needsComma { put(UInt8(ascii: ",")) }
                    put(UInt8(ascii: "\""))
                    next.initialize(from: start, count: content.count)
                    next += content.count
                    put(UInt8(ascii: "\""))
                    if thenColon { put(UInt8(ascii: ":")) }
                    count += content.count + 2 + (needsComma ? 1 : 0) + (thenColon ? 1 : 0)
                }
            }
        }
    }

    private mutating func quoteSlowly(_ content: UnsafeBufferPointer<UInt8>, thenColon: Bool) {
        self.separate()
        self.bytes.append(UInt8(ascii: "\""))
        self.appendEscaped(content)
        self.bytes.append(UInt8(ascii: "\""))
        if thenColon { self.bytes.append(UInt8(ascii: ":")) }
    }

    private mutating func appendEscaped(_ content: UnsafeBufferPointer<UInt8>) {
        guard let start = content.baseAddress else { return }
        var position = 0
        while position < content.count {
            let length = UnescapedRun.length(from: start + position, limit: content.count - position)
            self.bytes.append(contentsOf: UnsafeBufferPointer(start: start + position, count: length))
            position += length
            guard position < content.count else { return }
            self.appendEscape(of: content[position])
            position += 1
        }
    }

    private mutating func appendEscape(of byte: UInt8) {
        self.bytes.append(UInt8(ascii: "\\"))
        switch byte {
        case 0x22, 0x5C: self.bytes.append(byte)
        case 0x08: self.bytes.append(UInt8(ascii: "b"))
        case 0x09: self.bytes.append(UInt8(ascii: "t"))
        case 0x0A: self.bytes.append(UInt8(ascii: "n"))
        case 0x0C: self.bytes.append(UInt8(ascii: "f"))
        case 0x0D: self.bytes.append(UInt8(ascii: "r"))
        default:
            // What is left lies below 0x20, so the third digit is 0 or 1.
            self.bytes.append(contentsOf: "u00".utf8)
            self.bytes.append(UInt8(ascii: "0") + byte >> 4)
            self.bytes.append(Self.digits[Int(byte & 0x0F)])
        }
    }

    private static let digits = Array("0123456789abcdef".utf8)
}

extension JSONValue {
    /// The value as compact JSON: no white space, members in their order, numbers as they were written.
    public func encoded() -> [UInt8] {
        var writer = JSONWriter(capacity: 64)
        writer.value(self)
        return writer.bytes
    }
}
