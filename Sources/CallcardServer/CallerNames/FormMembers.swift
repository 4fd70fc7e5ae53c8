internal import CallModel

/// The members of an HTML form (`application/x-www-form-urlencoded`), as a body or as a URL's query.
struct FormMembers {
    /// Name and value of each member, decoded, in order.
    let members: [(name: String, value: String)]

    /// - Returns: `nil` for what is not encoded as it must be, or is no UTF-8.
    init?(_ bytes: some Collection<UInt8>) {
        var members: [(name: String, value: String)] = []
        for part in bytes.split(separator: UInt8(ascii: "&")) {
            let equals = part.firstIndex(of: UInt8(ascii: "="))
            guard let name = Self.decoded(part[..<(equals ?? part.endIndex)]),
                let value = Self.decoded(equals.map { part[part.index(after: $0)...] } ?? part[part.endIndex...])
            else { return nil }
            members.append((name, value))
        }
        self.members = members
    }

    /// `+` is a blank, and `%XX` a byte.
    private static func decoded(_ bytes: some Collection<UInt8>) -> String? {
        var decoded: [UInt8] = []
        var rest = bytes.makeIterator()
        while let byte = rest.next() {
            switch byte {
            case UInt8(ascii: "+"): decoded.append(UInt8(ascii: " "))
            case UInt8(ascii: "%"):
                guard let high = rest.next()?.hexDigitValue, let low = rest.next()?.hexDigitValue else { return nil }
                decoded.append(high << 4 | low)
            default: decoded.append(byte)
            }
        }
        return String(validating: decoded, as: UTF8.self)
    }
}
