import StrictJSON
import TestSupport

/// Makes documents at random, the same ones for the same seed, and damages them.
struct DocumentMaker {
    private var random: SeededGenerator

    init(seed: UInt64) { self.random = SeededGenerator(seed: seed) }

    /// A value and one of the many ways to write it.
    mutating func document() -> (value: JSONValue, text: String) {
        let (value, text) = self.value(depth: 0)
        return (value, self.space() + text + self.space())
    }

    /// `bytes` with one to three bytes changed, added, removed or repeated.
    mutating func damaged(_ bytes: [UInt8]) -> [UInt8] {
        var bytes = bytes
        for _ in 0...self.random.below(2) where !bytes.isEmpty {
            let position = self.random.below(bytes.count)
            switch self.random.below(5) {
            case 0: bytes[position] = Self.odd[self.random.below(Self.odd.count)]
            case 1: bytes.insert(Self.odd[self.random.below(Self.odd.count)], at: position)
            case 2: bytes.remove(at: position)
            case 3: bytes.removeLast(bytes.count - position)
            default: bytes.insert(bytes[position], at: position)
            }
        }
        return bytes
    }

    private static let odd: [UInt8] =
        Array("{}[]\",:\\0123.-+eEtfnu/d8 \n\t'".utf8) + [0x00, 0x01, 0x1F, 0x7F, 0x80, 0xC3, 0xE2, 0xED, 0xF0, 0xFF]

    private mutating func value(depth: Int) -> (JSONValue, String) {
        switch self.random.below(depth < 5 ? 8 : 5) {
        case 0: return (.null, "null")
        case 1: return self.random.below(2) == 0 ? (.bool(true), "true") : (.bool(false), "false")
        case 2:
            let literal = self.number()
            return (.number(literal), literal)
        case 3, 4:
            let (text, written) = self.string()
            return (.string(text), written)
        case 5, 6:
            let elements = (0..<self.random.below(6)).map { _ in self.value(depth: depth + 1) }
            let inner = elements.map { self.space() + $0.1 + self.space() }.joined(separator: ",")
            return (.array(elements.map(\.0)), "[" + (inner.isEmpty ? self.space() : inner) + "]")
        default:
            var object = JSONObject()
            var written: [String] = []
            for number in 0..<self.random.below(self.random.below(8) == 0 ? 40 : 6) {
                // `#` stands nowhere else, so each name is new.
                let (name, nameWritten) = self.string(endingIn: "#\(number)")
                let (value, valueWritten) = self.value(depth: depth + 1)
                object[name] = value
                written.append(self.space() + nameWritten + self.space() + ":" + self.space() + valueWritten + self.space())
            }
            return (.object(object), "{" + written.joined(separator: ",") + "}")
        }
    }

    private mutating func number() -> String {
        var literal = self.random.below(3) == 0 ? "-" : ""
        literal += self.random.below(4) == 0 ? "0" : "\(1 + self.random.below(999_999))"
        if self.random.below(3) == 0 { literal += ".\(self.random.below(100_000))" }
        if self.random.below(4) == 0 {
            literal += ["e", "E"][self.random.below(2)] + ["", "+", "-"][self.random.below(3)] + "\(self.random.below(20))"
        }
        return literal
    }

    private mutating func string(endingIn end: String = "") -> (String, String) {
        var text = ""
        var written = "\""
        for _ in 0..<self.random.below(14) {
            let scalar = Self.scalars[self.random.below(Self.scalars.count)]
            text.unicodeScalars.append(scalar)
            written += self.written(scalar)
        }
        return (text + end, written + end + "\"")
    }

    private mutating func written(_ scalar: Unicode.Scalar) -> String {
        let mustEscape = scalar.value < 0x20 || scalar == "\"" || scalar == "\\"
        guard mustEscape || self.random.below(6) == 0 else { return String(scalar) }
        return String(scalar).utf16.map { unit in
            let digits = String(unit, radix: 16, uppercase: self.random.below(2) == 0)
            return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        }.joined()
    }

    private static let scalars: [Unicode.Scalar] = Array(
        "abcXYZ 0189+-/\"\\\n\t\u{0}\u{1}\u{7F}äöüßéŁ€東😀\u{301}\u{2028}".unicodeScalars)

    private mutating func space() -> String {
        ["", "", "", " ", "\n", "\t ", "\r\n"][self.random.below(7)]
    }
}
