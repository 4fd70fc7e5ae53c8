/// The part of a text that may be a number: what is left once URIs, display names and parameters are taken off.
enum BareNumberText: Equatable {
    /// One of the withheld words, or the host that stands for them.
    case withheld
    /// The text is no number, whatever the region.
    case nothing
    /// For libphonenumber to read; `hasContext` where the text had a phone context, so that the number is not internal.
    case number(text: [UInt8], hasContext: Bool)
}

extension BareNumberText {
    /// The part of `text` that libphonenumber is to read, without what it does not know or knows in one spelling only.
    ///
    /// - Parameter text: UTF-8. Schemes and parameter names are read in any case.
    init(_ text: [UInt8]) {
        guard !text.isEmpty else {
            self = .withheld
            return
        }
        let address = Self.address(ASCII.trimmed(text[...]))
        self = Self.writing(of: address)
        // A display name withholds nothing that the address tells; where that holds no digit, the name is all there is.
        guard case .number(let digits, _) = self, digits.contains(where: { ASCII.isDigit($0) || $0 >= 0x80 }) else {
            if WithheldWord.matches(text.prefix { $0 != UInt8(ascii: "<") }) { self = .withheld }
            return
        }
    }

    private static func writing(of address: ArraySlice<UInt8>) -> BareNumberText {
        if WithheldWord.matches(address) {
            .withheld
        } else if let rest = Self.after("sip:", in: address) ?? Self.after("sips:", in: address) {
            SIPAddress(rest).writing
        } else if let rest = Self.after("tel:", in: address) {
            Subscriber(rest).writing
        } else if address.contains(UInt8(ascii: "@")) {
            SIPAddress(address).writing
        } else if ASCII.place(of: ";phone-context=", in: address) != nil {
            Subscriber(address).writing
        } else {
            Self.plain(address)
        }
    }

    /// Service codes are no numbers: libphonenumber would read `*31*…` as a number with 31 in front.
    fileprivate static func plain(_ text: ArraySlice<UInt8>, hasContext: Bool = false) -> BareNumberText {
        guard !text.contains(UInt8(ascii: "*")) else { return .nothing }
        let beforeHash = text.prefix { $0 != UInt8(ascii: "#") }
        guard beforeHash.count == text.count || beforeHash.contains(where: { ASCII.isDigit($0) || $0 >= 0x80 })
        else { return .nothing }
        return .number(text: self.withPlainSpaces(text), hasContext: hasContext)
    }

    /// The text with plain spaces for the no-break spaces that libphonenumber doesn't know: U+202F of French typography, and U+2007
    /// of tables. It knows the third one, U+00A0.
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

    /// The address in angle brackets (RFC 3261 `name-addr`), if there is one; else the text as it is.
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

/// The part of a SIP URI after the scheme (RFC 3261, 19.1.1): `user:password@host:port;parameters?headers`.
private struct SIPAddress {
    private let user: ArraySlice<UInt8>
    private let host: ArraySlice<UInt8>

    /// Without `@` there is no user; what could not be a host name or address of the network is then taken for one.
    init(_ text: ArraySlice<UInt8>) {
        if let at = text.firstIndex(of: UInt8(ascii: "@")) {
            self.user = text[..<at].prefix { $0 != UInt8(ascii: ":") }
            self.host = text[(at + 1)...].prefix { !":;?/> ".utf8.contains($0) }
        } else {
            let bare = text.prefix { !":;?".utf8.contains($0) }
            let isUser = WithheldWord.matches(bare) || bare.allSatisfy { ASCII.isDigit($0) || "+-()%B".utf8.contains($0) }
            self.user = isUser ? bare : bare.prefix(0)
            self.host = isUser ? bare.prefix(0) : bare
        }
    }

    /// The user as a number. A name is not read for its digits: `anna1970` is nobody's number.
    var writing: BareNumberText {
        if WithheldWord.isHost(self.host) { return .withheld }
        let subscriber = Subscriber(self.user)
        let writing = subscriber.writing
        guard writing != .withheld, subscriber.number.contains(where: ASCII.isLetter) else { return writing }
        return .nothing
    }
}

/// A telephone subscriber: the part of a `tel:` URI after the scheme (RFC 3966), or the user of a SIP URI (RFC 3261, 19.1.6).
private struct Subscriber {
    /// Percent-decoded, without parameters.
    let number: [UInt8]
    /// `;ext=`, percent-decoded; empty for none.
    private var ext: [UInt8] = []
    /// `;phone-context=`, percent-decoded: digits after `+`, or a domain.
    private var context: [UInt8]?

    init(_ text: ArraySlice<UInt8>) {
        let parts = text.split(separator: UInt8(ascii: ";"), omittingEmptySubsequences: false)
        self.number = ASCII.percentDecoded(parts[0])
        for part in parts.dropFirst() {
            let value = part.drop { $0 != UInt8(ascii: "=") }.dropFirst()
            let name = part.prefix { $0 != UInt8(ascii: "=") }
            if ASCII.equal(name, "ext") {
                self.ext = ASCII.percentDecoded(value)
            } else if ASCII.equal(name, "phone-context") {
                self.context = ASCII.percentDecoded(value)
            }
        }
    }

    /// The number in the spelling that libphonenumber reads: a context of digits in front, the extension behind.
    ///
    /// A domain as context tells nothing about the digits; the number is then read like any national writing, but is not
    /// internal. Other parameters (`isub`, `user`, `npdi` …) say nothing about who calls.
    var writing: BareNumberText {
        if WithheldWord.matches(self.number[...]) { return .withheld }
        var text: [UInt8] = []
        if let context, context.first == UInt8(ascii: "+"), !self.number.contains(UInt8(ascii: "+")) { text += context }
        text += self.number
        if !self.ext.isEmpty { text += Array(";ext=".utf8) + self.ext }
        return .plain(text[...], hasContext: self.context != nil)
    }
}
