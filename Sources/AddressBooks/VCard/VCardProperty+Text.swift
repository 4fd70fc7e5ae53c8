extension VCardProperty {
    /// The whole value as text; `nil` where it is binary, or not in the character set it claims.
    var text: String? { self.decoded.map { Self.unescaped($0[...]) } }

    /// The parts of a structured value such as `N`, split at semicolons that are not escaped.
    var components: [String] {
        guard let decoded else { return [] }
        var parts: [String] = []
        var start = 0
        var at = 0
        while at < decoded.count {
            if decoded[at] == UInt8(ascii: "\\") {
                at += 2
                continue
            }
            if decoded[at] == UInt8(ascii: ";") {
                parts.append(Self.unescaped(decoded[start..<at]))
                start = at + 1
            }
            at += 1
        }
        return parts + [Self.unescaped(decoded[min(start, decoded.count)...])]
    }

    private var decoded: [UInt8]? {
        guard !self.isBinary else { return nil }
        let bytes = self.isQuotedPrintable ? Self.fromQuotedPrintable(self.value) : self.value
        // Windows phones and old Outlooks say `CHARSET=Windows-1252`; the file itself is UTF-8 by now unless it is
        // quoted-printable.
        guard !UTF8Check.isValid(bytes) || (self.isQuotedPrintable && self.charset != nil) else { return bytes }
        switch self.charset.flatMap({ BookEncoding(name: $0) }) {
        case .windows1252?: return Self.transcoded(bytes, .windows1252)
        case .latin1?: return Self.transcoded(bytes, .latin1)
        default: return UTF8Check.isValid(bytes) ? bytes : nil
        }
    }

    private static func transcoded(_ bytes: [UInt8], _ encoding: BookEncoding) -> [UInt8] {
        var text = String.UnicodeScalarView()
        for byte in bytes { text.append(Unicode.Scalar(Transcoder.scalar(byte, encoding)) ?? "\u{FFFD}") }
        return Array(String(text).utf8)
    }

    /// RFC 2045 6.7; soft line breaks are gone by now, and what is no escape stays as it is.
    static func fromQuotedPrintable(_ value: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(value.count)
        var at = 0
        while at < value.count {
            if value[at] == UInt8(ascii: "="), at + 2 < value.count, let high = Self.hex(value[at + 1]),
                let low = Self.hex(value[at + 2])
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

    private static func hex(_ digit: UInt8) -> UInt8? {
        switch digit {
        case 0x30...0x39: digit - 0x30
        case 0x41...0x46, 0x61...0x66: (digit | 0x20) - 0x61 + 10
        default: nil
        }
    }

    /// `\n` is a line break; any other character behind a backslash is itself.
    private static func unescaped(_ bytes: ArraySlice<UInt8>) -> String {
        guard bytes.contains(UInt8(ascii: "\\")) else { return String(decoding: bytes, as: UTF8.self) }
        var result: [UInt8] = []
        var isEscaped = false
        for byte in bytes {
            if isEscaped {
                result.append(byte | 0x20 == UInt8(ascii: "n") ? 0x0A : byte)
                isEscaped = false
            } else if byte == UInt8(ascii: "\\") {
                isEscaped = true
            } else {
                result.append(byte)
            }
        }
        return String(decoding: result, as: UTF8.self)
    }
}
