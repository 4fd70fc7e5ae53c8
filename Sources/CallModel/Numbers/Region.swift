/// A country or territory as ISO 3166-1 alpha-2 in upper case, such as `DE`: the place where a national writing is read.
public struct Region: Hashable, Sendable {
    /// Two letters `A`…`Z`.
    public let code: String

    /// Returns `nil` unless `code` is two upper-case ASCII letters. Whether a numbering plan is known for it is the parser's to say.
    public init?(_ code: String) {
        guard code.utf8.count == 2, code.utf8.allSatisfy({ (0x41...0x5A).contains($0) }) else { return nil }
        self.code = code
    }
}

extension Region: CustomStringConvertible {
    public var description: String { self.code }
}
