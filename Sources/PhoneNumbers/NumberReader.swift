package import CallModel

/// A reader of telephone numbers through libphonenumber, by the contract's paragraph *number*.
///
/// What is read in one of the usual spellings is read without the library's regular expressions, with the same result
/// (``FastPath`` says why); what people are shown of a number is always the library's.
///
/// A region that the library does not know counts as none.
package final class NumberReader: Sendable {
    private let fastPath: FastPath
    private let library = LibraryReader()

    /// Warms the library up and checks the table of plans against it, which takes 15–50 ms; `nil` where the library does not
    /// work.
    package init?() {
        guard LibPhoneNumber.warmUp() else { return nil }
        self.fastPath = FastPath(plans: DialPlans(where: LibPhoneNumber.agrees(with:)))
    }

    /// The reading of `text`; by the fast path where that can tell.
    func reading(of text: UnsafeRawBufferPointer, region: Region?) -> NumberReading {
        self.fastPath.read(text, region: region) ?? self.libraryReading(of: text, region: region)
    }

    /// The reading of `text` by the library alone.
    func libraryReading(of text: UnsafeRawBufferPointer, region: Region?) -> NumberReading {
        guard text.count <= LibraryReader.longestText else { return .refused(.invalidNumber) }
        return self.library.read(Array(text), region: region)
    }

    /// The reading of `text` by the fast path; `nil` where that leaves it to the library.
    func fastPathReading(of text: UnsafeRawBufferPointer, region: Region?) -> NumberReading? {
        self.fastPath.read(text, region: region)
    }
}

extension NumberReader: NumberParser {
    package func read(_ text: String, region: Region?) throws(NumberError) -> CallerNumber {
        var text = text
        let reading = text.withUTF8 { self.reading(of: UnsafeRawBufferPointer($0), region: region) }
        return try Self.number(reading)
    }

    package func readings(
        _ text: String, region: Region?, withoutPlus order: WithoutPlus
    ) throws(NumberError) -> NumberReadings {
        var text = text
        let (first, second) = text.withUTF8 { bytes -> (NumberReading, SecondReading?) in
            let bytes = UnsafeRawBufferPointer(bytes)
            let first = self.reading(of: bytes, region: region)
            return (first, SecondReading.isConceivable(bytes) ? SecondReading(Array(bytes), besides: first) : nil)
        }
        guard let second else { return NumberReadings(try Self.number(first)) }
        let other = try Self.number(.full(countryCode: second.countryCode, national: second.national, ext: second.ext))
        guard let national = try? Self.number(first) else { return NumberReadings(other) }
        return order == .e164 || national.isUnknownToItsPlan
            ? NumberReadings(other, second: national) : NumberReadings(national, second: other)
    }

    private static func number(_ reading: NumberReading) throws(NumberError) -> CallerNumber {
        switch reading {
        case .withheld: return .withheld
        case .short(let digits): return .short(digits.text)
        case .refused(let error): throw error
        case .full(let countryCode, let national, let ext):
            guard let number = LibPhoneNumber.describe(countryCode: countryCode, national: national, ext: ext)
            else { throw .invalidNumber }
            return .full(number)
        }
    }
}

extension NumberReader: NumberFinder {
    package func holdsNumber(_ text: String, region: Region?) -> Bool {
        !LibPhoneNumber.matches(in: Array(text.utf8), region: region, leniency: .valid, limit: 1).isEmpty
    }
}

extension CallerNumber {
    /// Whether it is a number of the public network that no plan has.
    fileprivate var isUnknownToItsPlan: Bool {
        if case .full(let number) = self { !number.isValid } else { false }
    }
}

extension NumberReader: NumberIndexer {
    package func key(of text: UnsafeRawBufferPointer, region: Region?) -> NumberKey? {
        self.reading(of: text, region: region).key
    }

    package func keyWithoutPlus(of text: UnsafeRawBufferPointer, besides first: NumberKey?) -> NumberKey? {
        SecondReading.isConceivable(text) ? self.fastPath.keyWithoutPlus(of: text, besides: first) : nil
    }

    /// - Complexity: Some pattern matches of the library, about 10 µs: for the few numbers of which an index must know it.
    package func plan(of key: NumberKey) -> NumberPlan? {
        guard !key.isShort, let (countryCode, national) = LibPhoneNumber.split(key.rawValue),
            let (region, type) = LibPhoneNumber.plan(countryCode: countryCode, national: national)
        else { return nil }
        return NumberPlan(region: region, type: type, countryCodeDigits: String(countryCode).utf8.count)
    }
}
