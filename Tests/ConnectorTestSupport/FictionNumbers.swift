package import CallModel

/// Reads numbers of four countries, as far as those reserved for fiction need it, and of some whose lines have two forms; the
/// library itself has its own tests.
package struct FictionNumbers: NumberParser, NumberIndexer {
    package init() {}

    package func read(_ text: String, region: Region?) throws(NumberError) -> CallerNumber {
        guard let digits = Self.e164Digits(text, region: region), let number = Self.number(digits) else { throw .invalidNumber }
        return .full(number)
    }

    package func key(of text: UnsafeRawBufferPointer, region: Region?) -> NumberKey? {
        Self.e164Digits(String(decoding: text, as: UTF8.self), region: region).flatMap { NumberKey(e164: "+" + $0) }
    }

    /// Two numbers with a slash between them are two, in place of the reader's many rules.
    package func readNumbers(in text: UnsafeRawBufferPointer, region: Region?, _ body: (NumberInText) -> Void) {
        for part in String(decoding: text, as: UTF8.self).split(separator: " / ") {
            var part = String(part)
            let key = part.withUTF8 { self.key(of: UnsafeRawBufferPointer($0), region: region) }
            body(key.map(NumberInText.number) ?? .unreadable(.notANumber))
        }
    }

    package func plan(of key: NumberKey) -> NumberPlan? { nil }

    private static let countries = [
        (code: "49", region: "DE"), (code: "44", region: "GB"), (code: "33", region: "FR"), (code: "1", region: "US"),
        (code: "54", region: "AR"), (code: "55", region: "BR"), (code: "39", region: "IT"), (code: "378", region: "SM"),
    ]

    /// Digits behind the `+`.
    private static func e164Digits(_ text: String, region: Region?) -> String? {
        guard !text.contains(where: \.isLetter) else { return nil }
        // People write the trunk prefix in brackets behind the country's code, where it is not dialled.
        let text = text.hasPrefix("+") ? text.replacing("(0)", with: "") : text
        let digits = String(text.filter { $0.isASCII && $0.isNumber })
        if text.hasPrefix("+") { return Self.known(digits) }
        if digits.hasPrefix("00") { return Self.known(String(digits.dropFirst(2))) }
        guard let region, let country = Self.countries.first(where: { $0.region == region.code }), digits.count >= 7 else {
            return nil
        }
        if region.code == "US" { return digits.count == 11 ? Self.known(digits) : "1" + digits }
        return country.code + (digits.hasPrefix("0") ? String(digits.dropFirst()) : digits)
    }

    private static func known(_ digits: String) -> String? {
        (8...15).contains(digits.count) && Self.countries.contains { digits.hasPrefix($0.code) } ? digits : nil
    }

    private static func number(_ digits: String) -> PhoneNumber? {
        guard let country = Self.countries.first(where: { digits.hasPrefix($0.code) }) else { return nil }
        let rest = digits.dropFirst(country.code.count)
        let international: String
        let national: String
        switch country.region {
        case "DE":
            (international, national) = ("\(rest.prefix(2)) \(rest.dropFirst(2))", "0\(rest.prefix(2)) \(rest.dropFirst(2))")
        case "GB":
            let groups = "\(rest.prefix(2)) \(rest.dropFirst(2).prefix(4)) \(rest.dropFirst(6))"
            (international, national) = (groups, "0" + groups)
        case "FR":
            let pairs = stride(from: 1, to: rest.count, by: 2).map { String(rest.dropFirst($0).prefix(2)) }
            (international, national) = (([String(rest.prefix(1))] + pairs).joined(separator: " "), "")
        default:
            let (area, exchange, line) = (rest.prefix(3), rest.dropFirst(3).prefix(3), rest.dropFirst(6))
            (international, national) = ("\(area)-\(exchange)-\(line)", "(\(area)) \(exchange)-\(line)")
        }
        return PhoneNumber(
            e164: "+" + digits, international: "+\(country.code) \(international)",
            national: national.isEmpty ? "0" + international : national, countryCode: Int(country.code) ?? 0,
            region: Region(country.region))
    }
}
