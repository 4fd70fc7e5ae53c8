package import CallModel

/// The digits by which a caller's number is found in ids and words that are journaled: those of its national forms.
///
/// They stand in every way to write the number, whatever comes before them: `+49`, `0049`, `0`, or nothing.
package struct NumberDigits: Hashable, Sendable, Redacted {
    /// The minimum count of digits that are looked for; fewer stand in ids by chance.
    static let least = 7
    private static let marks: Set<UInt8> = Set("-._~".utf8)

    private let national: [[UInt8]]

    /// - Parameter national: National forms in ASCII digits; shorter ones than 7 digits are never found.
    package init(_ national: some Sequence<some StringProtocol>) {
        self.national = national.map { Array($0.utf8) }.filter { $0.count >= Self.least }
    }

    /// The digits of all readings of a number; internal and withheld ones have none.
    package init(_ readings: [CallerNumber]) {
        self.init(
            readings.compactMap { number -> String? in
                if case .full(let full) = number { String(full.nationalDigits) } else { nil }
            })
    }

    /// These and others.
    package func union(_ other: NumberDigits) -> NumberDigits {
        NumberDigits((self.national + other.national).map { String(decoding: $0, as: UTF8.self) })
    }

    /// Whether there is nothing to look for.
    package var isEmpty: Bool { self.national.isEmpty }

    /// Whether the digits stand in a text, also with `-._~` between them.
    package func stand(in text: String) -> Bool {
        guard !self.isEmpty else { return false }
        let bytes = text.utf8.filter { !Self.marks.contains($0) }
        return self.national.contains { bytes.contains($0) }
    }
}
