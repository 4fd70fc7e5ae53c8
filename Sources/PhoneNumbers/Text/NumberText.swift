import CallModel

/// A reader of the texts of telephone fields: cells of address books, fields of CRM records.
///
/// Such a text holds numbers rather than being one. Its rules, in their order:
/// 1. It is written in plain characters (``PlainText``); line breaks, `|`, `<br>` and ` ::: ` part it into values.
/// 2. A value that is a spreadsheet's decimal fraction, a URI, or digits of E.164 without `+`, is read whole.
/// 3. Any other is cut into segments (``NumberSegments``). Direct dials and ends of ranges are lines of the number before them;
///    tones behind a pause are nothing.
/// 4. A segment's number is what ``NumberReader`` makes of its run of digits and punctuation. Beside remarks it must be one that
///    its plan knows, or be written with `+`; else libphonenumber's matcher looks for it.
/// 5. An internal number stands alone in its value.
/// 6. What is not understood is reported, and never becomes another number.
struct NumberText {
    let numbers: NumberReader
    /// The region of national writings.
    let region: Region?

    /// The maximum number of bytes of a field; more is no number but a text.
    static let longestField = 4_096
    /// The maximum number of bytes of one value. The library's patterns are slow on long ones.
    static let longestValue = 256
    /// The maximum number of values of a field.
    static let mostValues = 100
    /// The maximum number of entries of a field; ranges would name tens of thousands.
    static let mostEntries = 400

    /// Calls `body` with all that the field holds.
    func read(_ field: UnsafeRawBufferPointer, _ body: (NumberInText) -> Void) {
        guard field.count <= Self.longestField else { return body(.unreadable(.tooLong)) }
        var (values, entries) = (0, 0)
        for value in PlainText.bytes(of: field).split(separator: PlainText.valueEnd) {
            let value = ASCII.trimmed(value)
            if value.isEmpty { continue }
            values += 1
            if values > Self.mostValues || entries >= Self.mostEntries { return body(.unreadable(.tooLong)) }
            guard value.count <= Self.longestValue else {
                body(.unreadable(.tooLong))
                continue
            }
            self.read(Self.withoutFraction(Self.unquoted(value))) { entry in
                entries += 1
                body(entry)
            }
        }
    }

    private func read(_ value: ArraySlice<UInt8>, _ body: (NumberInText) -> Void) {
        if CalendarDate.isWhole(value) {
            body(.unreadable(.notANumber))
        } else if let spoilt = SpreadsheetNumber(value) {
            switch spoilt {
            case .lost: body(.unreadable(.lostDigits))
            case .digits(let digits): self.readDigits(digits[...], body)
            }
        } else if Self.isAddress(value) {
            body(self.whole(self.reading(Array(value)), of: []))
        } else if let scheme = Self.scheme(of: value) {
            let rest = value.dropFirst(scheme)
            let isWhole = ASCII.place(of: ";phone-context=", in: rest) != nil || rest.contains(UInt8(ascii: "%"))
            isWhole ? body(self.whole(self.reading(Array(value)), of: [])) : self.readDigits(rest, body)
        } else {
            self.readDigits(value, body)
        }
    }

    /// Digits with blanks and dashes are one number, maybe an internal one.
    private func readDigits(_ value: ArraySlice<UInt8>, _ body: (NumberInText) -> Void) {
        let isDigits = value.allSatisfy { ASCII.isDigit($0) || $0 == 0x20 || $0 == UInt8(ascii: "-") }
        guard isDigits, ASCII.isDigit(value.first ?? 0), !SegmentReader.isSeveral(value) else {
            return self.readSegments(value, body)
        }
        guard let bare = self.numbers.bareReading(of: Array(value), region: self.region),
            case .number(let key) = self.whole(bare.reading, of: value)
        else {
            // Too many digits for one number may be two.
            return self.readSegments(value, body)
        }
        body(.number(key))
        if let withoutPlus = bare.withoutPlus { body(.withoutPlus(withoutPlus)) }
    }

    private func readSegments(_ value: ArraySlice<UInt8>, _ body: (NumberInText) -> Void) {
        var reader = SegmentReader(text: self, value: value)
        reader.read(body)
    }

    /// The reading of a text that is one number, or no number at all.
    func reading(_ text: [UInt8]) -> NumberReading {
        text.withUnsafeBytes { self.numbers.reading(of: $0, region: self.region) }
    }

    /// Whether the plan knows the number, and it is written with the prefix that its country writes.
    func isKnownNumber(_ text: [UInt8]) -> Bool {
        let found = LibPhoneNumber.matches(in: text, region: self.region, leniency: .valid, limit: 2)
        return found.count == 1 && found[0].range == text.indices
    }

    /// The entry for a value that is one number.
    ///
    /// - Parameter digits: The value if it may be an internal number; those are digits alone, and not all of them zeros.
    func whole(_ reading: NumberReading, of digits: ArraySlice<UInt8>) -> NumberInText {
        switch reading {
        case .full: break
        case .short where ASCII.isDigit(digits.first ?? 0) && ASCII.isDigit(digits.last ?? 0):
            guard digits.contains(where: { ASCII.isDigit($0) && $0 != UInt8(ascii: "0") }) else {
                return .unreadable(.notANumber)
            }
        case .short, .withheld, .refused: return .unreadable(.notANumber)
        }
        return reading.key.map(NumberInText.number) ?? .unreadable(.notANumber)
    }

    /// Whether a value names a host, or holds an address in angle brackets; who the user of a foreign host is, nobody knows.
    private static func isAddress(_ value: ArraySlice<UInt8>) -> Bool {
        value.contains(UInt8(ascii: "@")) || ASCII.begins(value, with: "sip:") || ASCII.begins(value, with: "sips:")
            || ASCII.place(of: "<tel:", in: value) != nil || ASCII.place(of: "<sip", in: value) != nil
    }

    /// The length of a scheme before a number; `nil` for none.
    private static func scheme(of value: ArraySlice<UInt8>) -> Int? {
        ASCII.begins(value, with: "tel:") ? 4 : ASCII.begins(value, with: "callto:") ? 7 : nil
    }

    /// The value without the `.0` that programs add to what they take for a decimal fraction, behind a prefix or punctuation too.
    private static func withoutFraction(_ value: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        guard value.last == UInt8(ascii: "0"), let mark = value.firstIndex(of: UInt8(ascii: ".")),
            (1...2).contains(value.endIndex - mark - 1), value[mark...].dropFirst().allSatisfy({ $0 == UInt8(ascii: "0") }),
            value[..<mark].last.map(ASCII.isDigit) == true, value[..<mark].count(where: ASCII.isDigit) > 6
        else { return value }
        return value[..<mark]
    }

    /// The value without the marks by which spreadsheets keep digits a text: `'030…`, `="030…"`.
    private static func unquoted(_ value: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        ASCII.trimmed(value) {
            $0 == UInt8(ascii: "'") || $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "=") || ASCII.isSpace($0)
        }
    }
}
