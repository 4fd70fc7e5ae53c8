import CallModel
import Contacts

/// A numbering plan for tests: `+…`, `00…`, national with `0`, `tel:`, and up to six digits as short numbers. Regions DE, AT,
/// GB, US, FR, AR, BR, IT, SM.
struct FakeNumbers: NumberIndexer {
    private static let plans: [(code: String, region: String, digits: ClosedRange<Int>)] = [
        ("49", "DE", 5...13), ("43", "AT", 5...13), ("44", "GB", 10...10), ("33", "FR", 9...9), ("1", "US", 10...10),
        ("54", "AR", 10...11), ("55", "BR", 10...11), ("39", "IT", 6...11), ("378", "SM", 10...10),
    ]

    func key(of text: UnsafeRawBufferPointer, region: Region?) -> NumberKey? {
        var text = Substring(String(decoding: text, as: UTF8.self)).replacing("\u{A0}", with: " ")
        if text.hasPrefix("tel:") { text = text.dropFirst(4).split(separator: ";")[0] }
        if let mark = text.range(ofWord: "ext") { text = text[..<mark] }
        text = text.replacing("(0)", with: "")
        let digits = String(text.filter { ("0"..."9").contains($0) })
        guard !text.contains(where: \.isLetter) else { return nil }
        if text.drop(while: { $0 == " " }).hasPrefix("+") { return Self.checked(digits) }
        if digits.hasPrefix("00") { return Self.checked(String(digits.dropFirst(2))) }
        if (1...6).contains(digits.count), digits.first != "0" { return NumberKey(short: digits.utf8) }
        guard let plan = Self.plans.first(where: { $0.region == region?.code }) else { return nil }
        return Self.checked(plan.code + digits.drop(while: { $0 == "0" }))
    }

    /// Cells are cut as ``NumberCell`` cuts them; the reader itself has its own tests.
    func readNumbers(in text: UnsafeRawBufferPointer, region: Region?, _ body: (NumberInText) -> Void) {
        NumberCell.forEachNumber(in: text) { number in
            if number.last == UInt8(ascii: "*") { return body(.stem(Array(number.dropLast()))) }
            if String(decoding: number, as: UTF8.self).lowercased().contains("e+") { return body(.unreadable(.lostDigits)) }
            let read = self.key(of: number, region: region)
            let withoutPlus = self.keyWithoutPlus(of: number, besides: read)
            body((read ?? withoutPlus).map(NumberInText.number) ?? .unreadable(.notANumber))
            if read != nil, let withoutPlus { body(.withoutPlus(withoutPlus)) }
        }
    }

    func keyWithoutPlus(of text: UnsafeRawBufferPointer, besides first: NumberKey?) -> NumberKey? {
        let text = String(decoding: text, as: UTF8.self)
        let digits = text.filter { ("0"..."9").contains($0) }
        guard !text.contains("+"), digits.first != "0", digits.count > 6, let key = Self.checked(digits), key != first,
            first.map({ String($0.rawValue).hasSuffix(digits) }) ?? true
        else { return nil }
        return key
    }

    func plan(of key: NumberKey) -> NumberPlan? {
        guard !key.isShort, let plan = Self.plans.first(where: { String(key.rawValue).hasPrefix($0.code) }) else { return nil }
        let isMobile = String(key.rawValue).hasPrefix("4917")
        return NumberPlan(region: Region(plan.region), type: isMobile ? .mobile : .fixedLine, countryCodeDigits: plan.code.count)
    }

    private static func checked(_ digits: String) -> NumberKey? {
        guard let plan = Self.plans.first(where: { digits.hasPrefix($0.code) }),
            plan.digits.contains(digits.count - plan.code.count)
        else { return nil }
        return UInt64(digits).map(NumberKey.init(e164Digits:))
    }
}

extension Substring {
    fileprivate func range(ofWord word: String) -> String.Index? {
        self.indices.first { self[$0...].hasPrefix(word) }
    }

    fileprivate func replacing(_ old: String, with new: String) -> Substring {
        var result = ""
        var rest = self
        while let first = rest.first {
            if rest.hasPrefix(old) {
                result += new
                rest = rest.dropFirst(old.count)
            } else {
                result.append(first)
                rest = rest.dropFirst()
            }
        }
        return Substring(result)
    }
}
