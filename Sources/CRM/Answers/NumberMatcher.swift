import CallModel

/// Compares the numbers of a record with the caller's.
struct NumberMatcher: Sendable {
    let indexer: any NumberIndexer
    /// The region in which the source's national writings are read.
    let region: Region?

    /// The best grade that any of `numbers` gives; `nil` where the record belongs to another number.
    func grade(of numbers: [String], for caller: PhoneNumber) -> Grade? {
        numbers.lazy.compactMap { self.grade(of: $0, for: caller) }.min()
    }

    /// - `exact`: written with its country code, or read in the source's own region, it is the caller's number.
    /// - `national`: it is the caller's number once it is read in the caller's region, or its `+` is put back; or it is the other
    ///   form of the caller's line.
    /// - `short`: written without an area code, its 7 or more digits end the caller's number, and the source's region is the
    ///   caller's.
    private func grade(of text: String, for caller: PhoneNumber) -> Grade? {
        guard text.utf8.count <= Self.longestText, let key = caller.key else { return nil }
        let other = caller.otherForm
        if let written = self.key(of: text, region: nil), !written.isShort {
            return written == key ? .exact : written == other ? .national : nil
        }
        let own = self.region.flatMap { self.key(of: text, region: $0) }
        if own == key { return .exact }
        if let region = caller.region, self.key(of: text, region: region) == key { return .national }
        if let own, own == other { return .national }
        let digits = Self.digits(of: text)
        if digits == caller.digits { return .national }
        return self.isShort(digits, caller) ? .short : nil
    }

    /// Whether `digits` are a local writing of the caller's number: its end, at least 7 digits, without a trunk prefix.
    private func isShort(_ digits: String, _ caller: PhoneNumber) -> Bool {
        guard self.region == nil || self.region == caller.region else { return false }
        return digits.utf8.count >= 7 && caller.nationalDigits.hasSuffix(digits)
    }

    private func key(of text: String, region: Region?) -> NumberKey? {
        var text = text
        return text.withUTF8 { self.indexer.key(of: UnsafeRawBufferPointer($0), region: region) }
    }

    /// ASCII digits of a text whose other characters are punctuation; empty where letters stand among them.
    private static func digits(of text: String) -> String {
        guard !text.unicodeScalars.contains(where: \.properties.isAlphabetic) else { return "" }
        return String(text.unicodeScalars.filter { ("0"..."9").contains($0) }.map(Character.init))
    }

    /// A longer text is no number.
    private static let longestText = 256
}
