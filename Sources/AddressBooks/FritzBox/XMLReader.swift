/// Reads a piece of XML: elements, text, character data, and the entities that XML itself has.
///
/// There are no document types here, so there is nothing to expand and nowhere to look.
struct XMLReader {
    private let bytes: Slice<UnsafeBufferPointer<UInt8>>
    private var at: Int
    private var open: [String] = []
    private var pendingEnd: String?

    /// The maximum depth of elements.
    static let depthLimit = 16

    /// A piece of a document.
    enum Event: Hashable {
        case start(name: String, attributes: [String: String])
        case end(name: String)
        case text(String)
    }

    /// Why a text is no XML, or none that is read here.
    struct SyntaxError: Error {}

    /// Reads from a place in a text to its end.
    init(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) {
        self.bytes = bytes
        self.at = bytes.startIndex
    }

    /// The next piece; `nil` at the end, where no element may be open.
    mutating func next() throws(SyntaxError) -> Event? {
        if let name = self.pendingEnd {
            self.pendingEnd = nil
            return .end(name: name)
        }
        while self.at < self.bytes.endIndex {
            guard self.bytes[self.at] == UInt8(ascii: "<") else { return .text(try self.text()) }
            if self.skips("<!--", to: "-->") || self.skips("<?", to: "?>") { continue }
            if self.begins("<![CDATA[") {
                let start = self.at + 9
                guard self.skips("<![CDATA[", to: "]]>") else { throw SyntaxError() }
                return .text(String(decoding: self.bytes[start..<(self.at - 3)], as: UTF8.self))
            }
            if self.begins("<!") { throw SyntaxError() }
            return try self.begins("</") ? self.endTag() : self.startTag()
        }
        guard self.open.isEmpty else { throw SyntaxError() }
        return nil
    }

    private func begins(_ mark: StaticString) -> Bool {
        let mark = UnsafeBufferPointer(start: mark.utf8Start, count: mark.utf8CodeUnitCount)
        return self.bytes[self.at...].starts(with: mark)
    }

    /// Moves behind `end` where `start` stands here; a piece without an end is none.
    private mutating func skips(_ start: StaticString, to end: StaticString) -> Bool {
        guard self.begins(start) else { return false }
        let end = UnsafeBufferPointer(start: end.utf8Start, count: end.utf8CodeUnitCount)
        var place = self.at + start.utf8CodeUnitCount
        while place + end.count <= self.bytes.endIndex {
            if self.bytes[place...].starts(with: end) {
                self.at = place + end.count
                return true
            }
            place += 1
        }
        return false
    }

    private mutating func text() throws(SyntaxError) -> String {
        let start = self.at
        while self.at < self.bytes.endIndex, self.bytes[self.at] != UInt8(ascii: "<") { self.at += 1 }
        return try Self.decoded(self.bytes[start..<self.at])
    }

    private mutating func startTag() throws(SyntaxError) -> Event {
        self.at += 1
        let name = try self.name()
        guard self.open.count < Self.depthLimit else { throw SyntaxError() }
        var attributes: [String: String] = [:]
        while true {
            self.skipBlanks()
            guard self.at < self.bytes.endIndex else { throw SyntaxError() }
            if self.begins("/>") {
                self.at += 2
                self.pendingEnd = name
                return .start(name: name, attributes: attributes)
            }
            if self.bytes[self.at] == UInt8(ascii: ">") {
                self.at += 1
                self.open.append(name)
                return .start(name: name, attributes: attributes)
            }
            let attribute = try self.name()
            guard attributes.updateValue(try self.quoted(), forKey: attribute) == nil else { throw SyntaxError() }
        }
    }

    private mutating func endTag() throws(SyntaxError) -> Event {
        self.at += 2
        let name = try self.name()
        self.skipBlanks()
        guard self.at < self.bytes.endIndex, self.bytes[self.at] == UInt8(ascii: ">"), self.open.popLast() == name else {
            throw SyntaxError()
        }
        self.at += 1
        return .end(name: name)
    }

    private mutating func name() throws(SyntaxError) -> String {
        let start = self.at
        while self.at < self.bytes.endIndex, self.bytes[self.at] > 0x20, !"/>=<\"'&".utf8.contains(self.bytes[self.at]) {
            self.at += 1
        }
        guard (1...64).contains(self.at - start) else { throw SyntaxError() }
        return String(decoding: self.bytes[start..<self.at], as: UTF8.self)
    }

    /// `="…"`
    private mutating func quoted() throws(SyntaxError) -> String {
        self.skipBlanks()
        guard self.at < self.bytes.endIndex, self.bytes[self.at] == UInt8(ascii: "=") else { throw SyntaxError() }
        self.at += 1
        self.skipBlanks()
        guard self.at < self.bytes.endIndex, [UInt8(ascii: "\""), UInt8(ascii: "'")].contains(self.bytes[self.at]) else {
            throw SyntaxError()
        }
        let quote = self.bytes[self.at]
        let start = self.at + 1
        guard let end = self.bytes[start...].firstIndex(of: quote) else { throw SyntaxError() }
        self.at = end + 1
        return try Self.decoded(self.bytes[start..<end])
    }

    private mutating func skipBlanks() {
        while self.at < self.bytes.endIndex, self.bytes[self.at] <= 0x20 { self.at += 1 }
    }

    /// Text with its entities read: the five of XML, and characters by their numbers.
    private static func decoded(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) throws(SyntaxError) -> String {
        guard bytes.contains(UInt8(ascii: "&")) else { return String(decoding: bytes, as: UTF8.self) }
        var result = ""
        var rest = Substring(String(decoding: bytes, as: UTF8.self))
        while let mark = rest.firstIndex(of: "&") {
            result += rest[..<mark]
            guard let end = rest[mark...].firstIndex(of: ";"), let character = Self.entity(rest[rest.index(after: mark)..<end])
            else {
                throw SyntaxError()
            }
            result.unicodeScalars.append(character)
            rest = rest[rest.index(after: end)...]
        }
        return result + rest
    }

    private static func entity(_ name: Substring) -> Unicode.Scalar? {
        switch name {
        case "amp": return "&"
        case "lt": return "<"
        case "gt": return ">"
        case "quot": return "\""
        case "apos": return "'"
        default:
            guard name.hasPrefix("#"), name.utf8.count <= 9 else { return nil }
            let isHexadecimal = name.dropFirst().first == "x"
            return UInt32(name.dropFirst(isHexadecimal ? 2 : 1), radix: isHexadecimal ? 16 : 10).flatMap(Unicode.Scalar.init)
        }
    }
}
