/// What remains of a text once URIs, display names and parameters are taken off.
enum BareNumberText: Equatable {
    /// One of the withheld words, or the host that stands for them.
    case withheld
    /// Not a number, whatever the region.
    case nothing
    /// For libphonenumber to read.
    case number(text: [UInt8], hasContext: Bool)
}

extension BareNumberText {
    /// Takes off what libphonenumber does not know, or knows in one spelling only.
    ///
    /// - Parameter text: UTF-8. Schemes and parameter names are read in any case.
    init(_ text: [UInt8]) {
        guard !text.isEmpty else {
            self = .withheld
            return
        }
        let address = Self.address(ASCII.trimmed(text[...]))
        if WithheldWord.matches(address) {
            self = .withheld
        } else if let rest = Self.after("sip:", in: address) ?? Self.after("sips:", in: address) {
            self = SIPAddress(rest).writing
        } else if let rest = Self.after("tel:", in: address) {
            self = Subscriber(rest).writing
        } else if address.contains(UInt8(ascii: "@")) {
            self = SIPAddress(address).writing
        } else if ASCII.place(of: ";phone-context=", in: address) != nil {
            self = Subscriber(address).writing
        } else {
            self = Self.plain(address)
        }
    }

    /// Service codes are no numbers: libphonenumber would read `*31*…` as a number with 31 in front.
    static func plain(_ text: ArraySlice<UInt8>, hasContext: Bool = false) -> BareNumberText {
        guard !text.contains(UInt8(ascii: "*")) else { return .nothing }
        let beforeHash = text.prefix { $0 != UInt8(ascii: "#") }
        guard beforeHash.count == text.count || beforeHash.contains(where: { ASCII.isDigit($0) || $0 >= 0x80 })
        else { return .nothing }
        return .number(text: self.withPlainSpaces(text), hasContext: hasContext)
    }

    /// Of the three no-break spaces libphonenumber knows one (U+00A0); French typography has another (U+202F), tables the third
    /// (U+2007).
    private static func withPlainSpaces(_ text: ArraySlice<UInt8>) -> [UInt8] {
        var text = Array(text)
        while let place = text.indices.dropLast(2).first(where: { self.isNarrowSpace(text[$0...]) }) {
            text.replaceSubrange(place...(place + 2), with: [0x20])
        }
        return text
    }

    private static func isNarrowSpace(_ text: ArraySlice<UInt8>) -> Bool {
        text.starts(with: [0xE2, 0x80, 0xAF]) || text.starts(with: [0xE2, 0x80, 0x87])
    }

    /// What stands in angle brackets (RFC 3261 `name-addr`), if it is an address; else the text as it is.
    private static func address(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        guard let open = text.lastIndex(of: UInt8(ascii: "<")) else { return text }
        let inside = ASCII.trimmed(text[(open + 1)...].prefix { $0 != UInt8(ascii: ">") })
        let isAddress =
            ["sip:", "sips:", "tel:"].contains { self.after($0, in: inside) != nil } || inside.contains(UInt8(ascii: "@"))
        return isAddress || WithheldWord.matches(inside) ? inside : text
    }

    private static func after(_ scheme: StaticString, in text: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        ASCII.begins(text, with: scheme) ? text.dropFirst(scheme.utf8CodeUnitCount) : nil
    }
}
