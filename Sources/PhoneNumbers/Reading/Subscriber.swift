/// A telephone subscriber: the part of a `tel:` URI after the scheme (RFC 3966), or the user of a SIP URI (RFC 3261, 19.1.6).
struct Subscriber {
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
