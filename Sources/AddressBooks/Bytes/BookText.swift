internal import CallModel
import StrictJSON

/// A book's file as UTF-8 without a byte order mark, however it was written.
struct BookText {
    /// All bytes, the mark too.
    let bytes: MappedBytes
    /// The offset at which the text begins: behind the byte order mark, if there is one.
    let start: Int
    /// The encoding in which the file was written.
    let encoding: BookEncoding

    /// A byte order mark decides; else strict UTF-8; else the declared encoding; else the file is refused with its line.
    ///
    /// - Parameter isMixed: Whether texts of the file may be in several encodings, so that their reader has to tell; such a file
    ///   stays as it is unless it is UTF-16.
    init(
        _ file: MappedBytes, declared: BookEncoding?, isMixed: (UnsafeBufferPointer<UInt8>) -> Bool = { _ in false }
    ) throws(AddressBookError) {
        let bytes = file.bytes
        defer { withExtendedLifetime(file) {} }
        if bytes.count >= 3, bytes[0] == 0xEF, bytes[1] == 0xBB, bytes[2] == 0xBF {
            let text = UnsafeBufferPointer(rebasing: bytes[3...])
            guard let fault = UTF8Validator.firstFault(in: text), !isMixed(text) else {
                self.init(bytes: file, start: 3, encoding: .utf8)
                return
            }
            throw .badEncoding(line: Self.line(of: fault + 3, in: bytes))
        }
        if let wide = Self.wideEncoding(of: bytes, declared: declared) {
            self.init(bytes: try Transcoder.fromUTF16(bytes, bigEndian: wide == .utf16BigEndian), start: 0, encoding: wide)
            return
        }
        guard let fault = UTF8Validator.firstFault(in: bytes) else {
            self.init(bytes: file, start: 0, encoding: .utf8)
            return
        }
        if isMixed(bytes) {
            self.init(bytes: file, start: 0, encoding: declared ?? .windows1252)
            return
        }
        switch declared {
        case .windows1252, .latin1:
            self.init(bytes: try Transcoder.fromSingleBytes(bytes, encoding: declared!), start: 0, encoding: declared!)
        default:
            throw .badEncoding(line: Self.line(of: fault, in: bytes))
        }
    }

    private init(bytes: MappedBytes, start: Int, encoding: BookEncoding) {
        self.bytes = bytes
        self.start = start
        self.encoding = encoding
    }

    /// UTF-16 by its mark, by what was declared, or by the zeros that ASCII text has in it.
    private static func wideEncoding(of bytes: UnsafeBufferPointer<UInt8>, declared: BookEncoding?) -> BookEncoding? {
        guard bytes.count >= 2 else { return nil }
        if bytes[0] == 0xFF && bytes[1] == 0xFE { return .utf16LittleEndian }
        if bytes[0] == 0xFE && bytes[1] == 0xFF { return .utf16BigEndian }
        if declared == .utf16LittleEndian || declared == .utf16BigEndian { return declared }
        guard bytes.count >= 4 else { return nil }
        if bytes[0] != 0 && bytes[1] == 0 && bytes[2] != 0 && bytes[3] == 0 { return .utf16LittleEndian }
        if bytes[0] == 0 && bytes[1] != 0 && bytes[2] == 0 && bytes[3] != 0 { return .utf16BigEndian }
        return nil
    }

    /// The line, counted from 1, in which a byte stands; LF, CR and CRLF end lines.
    static func line(of offset: Int, in bytes: UnsafeBufferPointer<UInt8>) -> Int {
        var line = 1
        for at in 0..<min(offset, bytes.count) {
            if bytes[at] == 0x0A || (bytes[at] == 0x0D && (at + 1 == bytes.count || bytes[at + 1] != 0x0A)) { line += 1 }
        }
        return line
    }
}
