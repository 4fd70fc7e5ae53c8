/// Makes index keys of numbers, millions in a row, without allocating for the usual ones.
public protocol NumberIndexer: Sendable {
    /// The key of the number that `text` writes; equal for every writing of the same number.
    ///
    /// - Parameters:
    ///   - text: UTF-8; borrowed for the call.
    ///   - region: Where a national writing is read.
    /// - Returns: `nil` where ``NumberParser/read(_:region:)`` would throw or say *withheld*.
    func key(of text: UnsafeRawBufferPointer, region: Region?) -> NumberKey?

    /// What the numbering plan says of the number: its type and how many of its leading digits are the country calling code.
    /// `nil` for short numbers.
    func plan(of key: NumberKey) -> NumberPlan?
}

/// The part of a numbering plan that an index needs to know of one number.
public struct NumberPlan: Hashable, Sendable {
    public let region: Region?
    public let type: NumberType
    /// Digits of the country calling code, 1–3.
    public let countryCodeDigits: Int

    public init(region: Region?, type: NumberType, countryCodeDigits: Int) {
        self.region = region
        self.type = type
        self.countryCodeDigits = countryCodeDigits
    }
}
