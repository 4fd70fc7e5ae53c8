/// A date that fills a value of a field, where somebody wrote it into the wrong column: `28.11.2026`, `2026-11-28 14:30`.
enum CalendarDate {
    /// Whether the value is a date: three groups of digits with one kind of mark between them, day or year first, that name a day;
    /// a time of day may follow. A number in three such groups begins with a prefix.
    static func isWhole(_ value: ArraySlice<UInt8>) -> Bool {
        let date = value.prefix { $0 != 0x20 && $0 | 0x20 != UInt8(ascii: "t") }
        guard let mark = date.first(where: { !ASCII.isDigit($0) }), ".-/".utf8.contains(mark) else { return false }
        let groups = date.split(separator: mark, omittingEmptySubsequences: false)
        guard groups.count == 3, groups.allSatisfy({ !$0.isEmpty && $0.allSatisfy(ASCII.isDigit) }) else { return false }
        let (first, second, third) = (groups[0], groups[1], groups[2])
        guard second.count <= 2 else { return false }
        if first.count <= 2, third.count == 2 || third.count == 4 {
            guard self.isDay(first, second) else { return false }
        } else {
            guard first.count == 4, third.count <= 2, self.isDay(second, third) else { return false }
        }
        return self.isTime(value[date.endIndex...])
    }

    /// Whether the two are a day and a month, in whatever order a country writes them.
    private static func isDay(_ first: ArraySlice<UInt8>, _ second: ArraySlice<UInt8>) -> Bool {
        let values = [first, second].compactMap { Int(String(decoding: $0, as: UTF8.self)) }.sorted()
        return (1...12).contains(values[0]) && values[1] <= 31
    }

    /// Whether nothing follows, or a time such as ` 14:30` or `T14:30:05Z`.
    private static func isTime(_ rest: ArraySlice<UInt8>) -> Bool {
        rest.isEmpty
            || (rest.contains(UInt8(ascii: ":"))
                && rest.dropFirst().allSatisfy { ASCII.isDigit($0) || ":.Zz ".utf8.contains($0) })
    }
}
