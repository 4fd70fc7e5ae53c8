internal import CallModel
import Glibc
import StrictJSON

/// A character set that a text says it is written in, as mail and vCards name them (IANA).
///
/// Only names that are listed here reach the C library: it would look for files of any other.
struct Charset: Hashable, Sendable {
    /// The C library's name.
    private let name: String

    /// Returns `nil` for a name that is not known; case, `-` and `_` don't matter.
    init?(label: some StringProtocol) {
        let key = label.lowercased().filter { $0 != "-" && $0 != "_" && $0 != "\"" && $0 != " " }
        guard let name = Self.names[key] else { return nil }
        self.name = name
    }

    /// The set that is meant where nothing is said and the text is not UTF-8.
    static let windows1252 = Charset(name: "CP1252")

    private init(name: String) {
        self.name = name
    }

    /// The character set of a book that is declared to be of one byte a character; else `nil`.
    init?(_ encoding: BookEncoding?) {
        switch encoding {
        case .windows1252: self = .windows1252
        case .latin1: self.init(name: "ISO-8859-1")
        default: return nil
        }
    }

    /// Whether texts of it look like ASCII: only their label tells.
    var isSevenBit: Bool { self.name.hasPrefix("ISO-2022") }

    /// The text in UTF-8; `nil` where it is none in this character set.
    func utf8(of bytes: [UInt8]) -> [UInt8]? {
        // Exporters that say Latin-1 write Windows-1252, as browsers know.
        if self.name == "CP1252" || self.name == "ISO-8859-1" { return Self.windows(bytes) }
        if self.name == "UTF-8" { return UTF8Validator.isValid(bytes) ? bytes : nil }
        let converter = iconv_open("UTF-8", self.name)
        guard converter != iconv_t(bitPattern: -1) else { return nil }
        defer { iconv_close(converter) }
        var input = bytes.map { CChar(bitPattern: $0) }
        var output = [CChar](repeating: 0, count: bytes.count * 4 + 16)
        let written: Int? = input.withUnsafeMutableBufferPointer { input in
            output.withUnsafeMutableBufferPointer { output in
                var (from, left) = (input.baseAddress, input.count)
                var (to, room) = (output.baseAddress, output.count)
                guard iconv(converter, &from, &left, &to, &room) != Int(bitPattern: UInt.max), left == 0 else { return nil }
                return output.count - room
            }
        }
        guard let written else { return nil }
        let result = output[..<written].map { UInt8(bitPattern: $0) }
        return UTF8Validator.isValid(result) ? result : nil
    }

    /// The text as UTF-8, which it is, or else as Windows-1252.
    static func readable(_ bytes: [UInt8]) -> [UInt8]? {
        UTF8Validator.isValid(bytes) ? bytes : Self.windows1252.utf8(of: bytes)
    }

    private static func windows(_ bytes: [UInt8]) -> [UInt8] {
        var text = String.UnicodeScalarView()
        for byte in bytes { text.append(Unicode.Scalar(Transcoder.scalar(byte, .windows1252)) ?? "\u{FFFD}") }
        return Array(String(text).utf8)
    }

    private static let names: [String: String] = {
        var names: [String: String] = [
            "utf8": "UTF-8", "usascii": "UTF-8", "ascii": "UTF-8", "latin1": "ISO-8859-1", "l1": "ISO-8859-1",
            "latin2": "ISO-8859-2",
            "latin9": "ISO-8859-15", "ansi": "CP1252", "1252": "CP1252", "koi8r": "KOI8-R", "koi8u": "KOI8-U",
            "macintosh": "MACINTOSH",
            "macroman": "MACINTOSH", "shiftjis": "SHIFT_JIS", "sjis": "SHIFT_JIS", "windows31j": "CP932", "cp932": "CP932",
            "eucjp": "EUC-JP", "iso2022jp": "ISO-2022-JP", "euckr": "EUC-KR", "gb2312": "GB2312", "gbk": "GBK",
            "gb18030": "GB18030",
            "big5": "BIG5", "utf16": "UTF-16", "utf16le": "UTF-16LE", "utf16be": "UTF-16BE",
        ]
        for part in [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 14, 15, 16] { names["iso8859\(part)"] = "ISO-8859-\(part)" }
        for page in 1250...1258 { for prefix in ["windows", "cp", "win"] { names["\(prefix)\(page)"] = "CP\(page)" } }
        return names
    }()
}
