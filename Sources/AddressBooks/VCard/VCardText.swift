import StrictJSON

/// The text of a property's value, whatever it is written in.
///
/// 1. Quoted-printable and base64 are undone.
/// 2. Text that says its `CHARSET` is read in it; text in plain bytes that is UTF-8 all the same stays so, since files are
///    converted and their labels are not.
/// 3. Without one, UTF-8 counts; else UTF-8 with single wrong bytes, each shown as U+FFFD; else the book's encoding, by default
///    Windows-1252.
struct VCardText {
    /// The value in UTF-8; `nil` where it can't be read.
    let bytes: [UInt8]?
    /// Whether it can't be read, or not without loss. No text at all, such as a picture, is no damage.
    let isDamaged: Bool

    /// - Parameter fallback: Of the book, for text that is not UTF-8 and says nothing.
    init(_ property: VCardProperty, fallback: Charset) {
        var bytes = property.value
        if property.isBinary {
            guard let decoded = Base64.decoded(bytes) else {
                self.init(bytes: nil, isDamaged: false)
                return
            }
            bytes = decoded
        } else if property.isQuotedPrintable {
            bytes = VCardProperty.fromQuotedPrintable(bytes)
        }
        if let label = property.charset {
            let charset = Charset(label: label)
            let isEncoded = property.isQuotedPrintable || property.isBinary || charset?.isSevenBit == true
            if !isEncoded, UTF8Validator.isValid(bytes) {
                self.init(bytes: bytes, isDamaged: false)
            } else if let text = charset?.utf8(of: bytes) {
                self.init(bytes: text, isDamaged: false)
            } else {
                self.init(unlabelled: bytes, fallback: charset == nil ? nil : fallback)
            }
            return
        }
        self.init(unlabelled: bytes, fallback: fallback)
    }

    private init(bytes: [UInt8]?, isDamaged: Bool) {
        self.bytes = bytes
        self.isDamaged = isDamaged
    }

    private init(unlabelled bytes: [UInt8], fallback: Charset?) {
        if UTF8Validator.isValid(bytes) {
            self.init(bytes: bytes, isDamaged: false)
        } else if Self.isMostlyUTF8(bytes) {
            self.init(bytes: Array(String(decoding: bytes, as: UTF8.self).utf8), isDamaged: true)
        } else if let text = fallback?.utf8(of: bytes) {
            self.init(bytes: text, isDamaged: false)
        } else {
            self.init(bytes: nil, isDamaged: true)
        }
    }

    /// Whether more characters beyond ASCII are UTF-8 than are not: one wrong byte in `Köhler` leaves it UTF-8.
    private static func isMostlyUTF8(_ bytes: [UInt8]) -> Bool {
        let scalars = String(decoding: bytes, as: UTF8.self).unicodeScalars
        let wrong = scalars.count { $0 == "\u{FFFD}" }
        return scalars.count { $0.value > 0x7F && $0 != "\u{FFFD}" } >= wrong
    }
}

extension VCardText {
    /// The whole value as text; `nil` where it can't be read.
    var text: String? { self.bytes.map { Self.unescaped($0[...]) } }

    /// The parts of a structured value such as `N`, split at semicolons that are not escaped.
    var components: [String] {
        guard let bytes else { return [] }
        var parts: [String] = []
        var start = 0
        var at = 0
        while at < bytes.count {
            if bytes[at] == UInt8(ascii: "\\") {
                at += 2
                continue
            }
            if bytes[at] == UInt8(ascii: ";") {
                parts.append(Self.unescaped(bytes[start..<at]))
                start = at + 1
            }
            at += 1
        }
        return parts + [Self.unescaped(bytes[min(start, bytes.count)...])]
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
