/// Comparison of names without regard to the case of ASCII letters, as owners bring templates along from other products.
extension StringProtocol {
    /// Whether both are the same but for the case of ASCII letters. Allocates nothing.
    func equalsIgnoringCase(_ other: some StringProtocol) -> Bool {
        self.utf8.count == other.utf8.count && self.utf8.elementsEqual(other.utf8) { $0.lowercasedASCII == $1.lowercasedASCII }
    }

    /// The text behind `prefix`, which is compared without regard to ASCII case; `nil` without that prefix or with nothing
    /// behind it.
    func afterIgnoringCase(_ prefix: String) -> String? {
        let count = prefix.utf8.count
        guard self.utf8.count > count,
            self.utf8.prefix(count).elementsEqual(prefix.utf8, by: { $0.lowercasedASCII == $1.lowercasedASCII })
        else { return nil }
        return String(decoding: self.utf8.dropFirst(count), as: UTF8.self)
    }
}

extension UInt8 {
    @inline(__always)
    fileprivate var lowercasedASCII: UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(self) ? self | 0x20 : self
    }
}
