/// Reads numbers as people and networks write them.
public protocol NumberParser: Sendable {
    /// Reads one number: E.164, national, `00…`, `tel:` (RFC 3966), `sip:` user parts, with any punctuation.
    ///
    /// - Parameters:
    ///   - text: What came from the network; at most 256 bytes are looked at, longer is no number.
    ///   - region: Where a national writing is read; ignored where `text` carries a country code.
    func read(_ text: String, region: Region?) throws(NumberError) -> CallerNumber
}
