/// A set of ASCII bytes in two machine words, so that asking costs no memory access beyond the value itself.
struct ByteSet: Hashable, Sendable {
    private var low: UInt64 = 0
    private var high: UInt64 = 0

    /// A set of the bytes of `characters`; those beyond ASCII are left out.
    init(_ characters: String) {
        for byte in characters.utf8 where byte < 0x80 {
            if byte < 64 { self.low |= 1 << UInt64(byte) } else { self.high |= 1 << UInt64(byte - 64) }
        }
    }

    /// Whether `byte` is in the set; never for a byte beyond ASCII.
    @inline(__always)
    func contains(_ byte: UInt8) -> Bool {
        let word = byte < 64 ? self.low : byte < 128 ? self.high : 0
        return (word >> UInt64(byte & 63)) & 1 == 1
    }

    /// The bytes of both sets.
    func union(_ other: ByteSet) -> ByteSet {
        var both = self
        both.low |= other.low
        both.high |= other.high
        return both
    }
}

extension ByteSet {
    static let letters = ByteSet("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")
    static let digits = ByteSet("0123456789")
    static let hexDigits = ByteSet("0123456789ABCDEFabcdef")
    /// RFC 3986, section 2.3: characters that no encoding ever touches.
    static let unreserved = Self.letters.union(.digits).union(ByteSet("-._~"))
    /// RFC 3986, section 2.2: delimiters.
    static let reserved = ByteSet(":/?#[]@!$&'()*+,;=")
    /// Characters that may stand in a URI as they are, beside percent-encoding.
    static let uri = Self.unreserved.union(.reserved)
    /// RFC 6570, section 2.1, ASCII part without `%`. The apostrophe is in, as erratum 6937 corrects.
    static let literals = ByteSet("!#$&'()*+,-./0123456789:;=?@[]_~").union(.letters)
    /// RFC 6570, section 2.3, without `%` and the dot that joins.
    static let variableCharacters = Self.letters.union(.digits).union(ByteSet("_"))
    /// RFC 3986, section 3.1, behind the first letter.
    static let schemeCharacters = Self.letters.union(.digits).union(ByteSet("+-."))
    /// Host names, IPv4 and bracketed IPv6 addresses, and the port; no userinfo, no percent-encoding.
    static let authority = Self.letters.union(.digits).union(ByteSet("-._:[]"))
}
