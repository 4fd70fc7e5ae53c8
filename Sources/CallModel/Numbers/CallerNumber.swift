/// A caller's number as the network sent it, once it has been read.
public enum CallerNumber: Hashable, Sendable {
    /// The caller keeps their number to themselves; no connector is asked.
    case withheld
    /// A short or internal number, 1 to 15 digits, dialled as it is; only address books are asked.
    case short(String)
    /// A number of the public network.
    case full(PhoneNumber)

    /// The number for indexes; `nil` when withheld.
    public var key: NumberKey? {
        switch self {
        case .withheld: nil
        case .short(let digits): NumberKey(short: digits.utf8)
        case .full(let number): number.key
        }
    }
}

extension CallerNumber: Redacted {}

/// Reads numbers as people and networks write them.
public protocol NumberParser: Sendable {
    /// Reads one number: E.164, national, `00…`, `tel:` (RFC 3966), `sip:` user parts, with any punctuation.
    ///
    /// - Parameters:
    ///   - text: What came from the network; at most 256 bytes are looked at, longer is no number.
    ///   - region: The region of a national writing; ignored where `text` carries a country code.
    func read(_ text: String, region: Region?) throws(NumberError) -> CallerNumber

    /// Reads a number that may be written without its `+`.
    ///
    /// - Parameters:
    ///   - text: As in ``read(_:region:)``.
    ///   - region: The region of a national writing.
    ///   - order: The reading that goes first where both are numbers.
    func readings(_ text: String, region: Region?, withoutPlus order: WithoutPlus) throws(NumberError) -> NumberReadings
}

extension NumberParser {
    /// The one reading of a parser that knows no second.
    public func readings(
        _ text: String, region: Region?, withoutPlus order: WithoutPlus
    ) throws(NumberError) -> NumberReadings {
        NumberReadings(try self.read(text, region: region))
    }
}

/// Why a text is not a number. No case carries the text.
public enum NumberError: Error, Hashable, Sendable {
    /// No digits, or no numbering plan could hold it.
    case invalidNumber
    /// A national writing, and no region to read it in.
    case regionRequired
}

extension CallerNumber {
    /// Bytes that it takes beside itself.
    public var heapSize: Int {
        switch self {
        case .withheld: 0
        case .short(let digits): digits.heapSize
        case .full(let number):
            [number.e164, number.international, number.national, number.location ?? "", number.ext ?? ""]
                .reduce(0) { $0 + $1.heapSize }
        }
    }
}
