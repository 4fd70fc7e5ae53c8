/// How a value is written in its place.
///
/// In every case only letters, digits, `-._~` and percent-encoded bytes come out of it, and a `+` before a number where that means
/// no space.
enum ValueEncoding: Sendable {
    /// Percent-encoding of all but unreserved characters.
    case strict
    /// The same, but an E.164 number keeps its `+`. For opaque parts such as `callto:`.
    case keepsPlus
    /// Numbers without their punctuation, anything else strictly. For the user part of `sip:` and `sips:`.
    case dialsIfPossible
    /// Numbers without their punctuation; anything else gives no link. For `tel:` (RFC 3966).
    case dials

    func append(_ value: String, of item: ValueExpansion.Item, to output: inout [UInt8]) throws(NoLink) {
        guard case .strict = self else { return try self.append(number: value, of: item, to: &output) }
        output.append(encoding: value, allowed: Self.unreserved, limit: item.prefix)
    }

    private func append(number value: String, of item: ValueExpansion.Item, to output: inout [UInt8]) throws(NoLink) {
        let value = item.prefix.map { String(String.UnicodeScalarView(value.unicodeScalars.prefix($0))) } ?? value
        let dialled = DialString.bytes(of: value)
        switch (self, dialled) {
        case (.keepsPlus, let bytes?) where bytes.elementsEqual(value.utf8): output.append(contentsOf: bytes)
        case (.dialsIfPossible, let bytes?), (.dials, let bytes?): output.append(contentsOf: bytes)
        case (.dials, nil): throw .notDialable(item.variable)
        default: output.append(encoding: value, allowed: Self.unreserved)
        }
    }

    private static let unreserved = ByteSet.unreserved
}
