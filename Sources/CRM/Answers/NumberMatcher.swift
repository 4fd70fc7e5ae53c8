import CallModel

/// Compares the numbers of a record with the caller's. A field of a record may hold several, with remarks.
struct NumberMatcher: Sendable {
    let indexer: any NumberIndexer

    /// The best grade that any of `numbers` gives; `nil` where the record belongs to another number.
    ///
    /// - Parameter region: The region in which national writings are read.
    func grade(of numbers: [String], for caller: PhoneNumber, in region: Region?) -> Grade? {
        numbers.lazy.compactMap { self.grade(of: $0, for: caller, in: region) }.min()
    }

    /// - `exact`: written with its country code, or read in `region`, it is the caller's number.
    /// - `national`: it is the caller's number once it is read in the caller's region, or its `+` is put back; or it is the other
    ///   form of the caller's line.
    /// - `short`: written without an area code, its 7 or more digits end the caller's number, and `region` is the caller's.
    private func grade(of text: String, for caller: PhoneNumber, in region: Region?) -> Grade? {
        guard text.utf8.count <= Self.longestText, let key = caller.key else { return nil }
        let other = caller.otherForm
        let digits = Self.digits(of: text)
        let isWithoutPlus = digits == caller.digits && !text.contains("+")
        if !isWithoutPlus {
            let written = self.numbers(in: text, region: nil)
            if written.keys.contains(key) { return .exact }
            if let other, written.keys.contains(other) { return .national }
            // All that the text holds is written with its country code, and is somebody else's.
            if !written.keys.isEmpty, written.isWhole { return nil }
        }
        let own = region.map { self.numbers(in: text, region: $0).keys } ?? []
        if own.contains(key) { return .exact }
        if let home = caller.region, home != region, self.numbers(in: text, region: home).keys.contains(key) { return .national }
        if let other, own.contains(other) { return .national }
        if digits == caller.digits { return .national }
        return Self.isShort(digits, caller, in: region) ? .short : nil
    }

    /// Whether `digits` are a local writing of the caller's number: its end, at least 7 digits, without a trunk prefix.
    private static func isShort(_ digits: String, _ caller: PhoneNumber, in region: Region?) -> Bool {
        guard region == nil || region == caller.region else { return false }
        return digits.utf8.count >= 7 && caller.nationalDigits.hasSuffix(digits)
    }

    /// The numbers that a text holds, internal ones left out, and whether they are all of it.
    private func numbers(in text: String, region: Region?) -> (keys: [NumberKey], isWhole: Bool) {
        var text = text
        var keys: [NumberKey] = []
        var isWhole = true
        text.withUTF8 { bytes in
            self.indexer.readNumbers(in: UnsafeRawBufferPointer(bytes), region: region) { entry in
                switch entry {
                case .number(let key) where !key.isShort: keys.append(key)
                case .withoutPlus: break
                case .number, .stem, .unreadable: isWhole = false
                }
            }
        }
        return (keys, isWhole)
    }

    /// ASCII digits of a text whose other characters are punctuation; empty where letters stand among them.
    private static func digits(of text: String) -> String {
        guard !text.unicodeScalars.contains(where: \.properties.isAlphabetic) else { return "" }
        return String(text.unicodeScalars.filter { ("0"..."9").contains($0) }.map(Character.init))
    }

    /// Bytes of the longest text that is looked at; a longer one is no telephone field.
    private static let longestText = 1_024
}
