/// Tells which numbers survive libjq, which holds each as a `double`.
enum NumberRoundTrip {
    /// Numbers of up to this many digits before the point are numbers, longer ones are ids and become texts.
    static let integerDigits = 15

    /// Whether a literal of JSON still has the same value, digit for digit, after libjq read and wrote it.
    ///
    /// `1.10` survives as `1.1`; `9007199254740993`, `0.1234567890123456789` and `1e999` don't. Integers of 16 digits and more
    /// never do, though some would: whether an id is a text must not depend on its value.
    static func survives(_ literal: String) -> Bool {
        let bytes = literal.utf8
        if bytes.count <= Self.integerDigits, bytes.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) { return true }
        let decimal = Decimal(literal)
        if decimal.digits.isEmpty { return true }
        guard decimal.exponent <= Self.integerDigits else { return false }
        // Fifteen digits always survive within the normal range of a double (IEEE 754: from 1e-307 on).
        if decimal.digits.count <= 15, decimal.exponent >= -290 { return true }
        guard decimal.digits.count <= 17, let double = Double(literal) else { return false }
        return Decimal(double.description) == decimal
    }
}

/// The value of a literal: ±0.`digits` × 10^`exponent`, without zeros at either end.
private struct Decimal: Equatable {
    var isNegative: Bool
    var digits: [UInt8] = []
    var exponent = 0

    init(_ literal: String) {
        var bytes = Array(literal.utf8)[...]
        self.isNegative = bytes.first == UInt8(ascii: "-")
        if let mark = bytes.firstIndex(where: { $0 | 0x20 == UInt8(ascii: "e") }) {
            let sign = bytes[mark...].dropFirst().first == UInt8(ascii: "-") ? -1 : 1
            let power = String(decoding: bytes[mark...].drop { !($0 >= 0x30 && $0 <= 0x39) }, as: UTF8.self)
            // Whatever does not fit is far outside of a double anyway.
            self.exponent = sign * min(Int(power) ?? 1_000_000, 1_000_000)
            bytes = bytes[..<mark]
        }
        var isFraction = false
        for byte in bytes {
            if byte == UInt8(ascii: ".") { isFraction = true }
            guard byte >= 0x30, byte <= 0x39 else { continue }
            if self.digits.isEmpty, byte == 0x30 {
                if isFraction { self.exponent -= 1 }
                continue
            }
            self.digits.append(byte)
            if !isFraction { self.exponent += 1 }
        }
        while self.digits.last == 0x30 { self.digits.removeLast() }
    }
}
